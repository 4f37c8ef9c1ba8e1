//go:build !purego

#include "go_asm.h"
#include "textflag.h"

DATA ·permitters+0(SB)/4, $0x3FF
GLOBL ·permitters(SB), RODATA|NOPTR, $4

// What spreads eight bits to bytes, and the numbers of eight dwords.
DATA ·together+0(SB)/8, $0x0101010101010101
DATA ·together+8(SB)/8, $0x0706050403020100
GLOBL ·together(SB), RODATA|NOPTR, $16

// HELD leaves in out the ones of those whose ten bits in idx the post holds.
#define HELD(idx, out) \
	VPCMPEQD   Y7, Y7, Y7           \
	VPGATHERDD Y7, (DI)(idx*4), out \
	VPCMPGTD   Y14, out, out

// func expect(hits *uint64, n int, begins *uint32, places uint64)
TEXT ·expect(SB), NOSPLIT, $0-32
	MOVQ hits+0(FP), SI
	MOVQ n+8(FP), CX
	MOVQ begins+16(FP), DI
	MOVQ places+24(FP), R8

hit:
	MOVQ       (SI), AX
	MULQ       R8
	PREFETCHT0 (DI)(DX*4)
	ADDQ       $8, SI
	DECQ       CX
	JNZ        hit
	RET

// func reach(hits *uint64, n int, begins *uint32, places uint64, leads *uint64, ranges *span) (total int)
TEXT ·reach(SB), NOSPLIT, $0-56
	MOVQ hits+0(FP), SI
	MOVQ n+8(FP), CX
	MOVQ begins+16(FP), DI
	MOVQ places+24(FP), R8
	MOVQ leads+32(FP), R9
	MOVQ ranges+40(FP), R10
	XORL R11, R11

place:
	MOVQ       (SI), AX
	MULQ       R8
	MOVQ       (DI)(DX*4), AX // where its leads begin, and above it where they end
	MOVQ       AX, (R10)
	MOVL       AX, BX
	SHRQ       $32, AX
	PREFETCHT0 (R9)(BX*8)
	PREFETCHT0 (R9)(AX*8)
	ADDQ       AX, R11
	SUBQ       BX, R11
	ADDQ       $8, SI
	ADDQ       $span__size, R10
	DECQ       CX
	JNZ        place
	MOVQ       R11, total+48(FP)
	RET

// func permit(fingers *int32, stamp uint64, leads *uint64, ranges *span, hits *uint64, n int, refs uint64, into *uint32) (permitted int)
TEXT ·permit(SB), NOSPLIT, $0-72
	MOVQ         fingers+0(FP), DI
	MOVQ         leads+16(FP), R14
	MOVQ         ranges+24(FP), BX
	MOVQ         hits+32(FP), R12
	MOVQ         n+40(FP), R13
	MOVQ         into+56(FP), DX
	MOVQ         ·together+8(SB), R15
	VPBROADCASTD ·permitters+0(SB), Y15
	VPBROADCASTD stamp+8(FP), Y14
	VPXOR        Y13, Y13, Y13
	VPBROADCASTD refs+48(FP), Y12

range: // the leads of one hit
	MOVL         span_to(BX), CX
	MOVL         span_from(BX), R9
	SUBQ         R9, CX
	JLE          nextRange
	LEAQ         (R14)(R9*8), SI
	MOVQ         (R12), R9
	SHRQ         $const_tagOfHash, R9
	VMOVD        R9, X11
	VPBROADCASTD X11, Y11

group: // of eight leads, or what is left of them
	MOVQ      $8, R11
	CMPQ      CX, R11
	CMOVQLT   CX, R11
	VMOVDQU   0(SI), Y0
	VMOVDQU   32(SI), Y1
	VSHUFPS   $0x88, Y1, Y0, Y3
	VSHUFPS   $0xDD, Y1, Y0, Y2
	VPERMQ    $0xD8, Y3, Y3
	VPERMQ    $0xD8, Y2, Y2
	VPAND     Y12, Y3, Y9   // refs
	VPXOR     Y11, Y3, Y3
	VPANDN    Y3, Y12, Y3
	VPCMPEQD  Y13, Y3, Y10  // those with the tag
	VPAND     Y15, Y2, Y3
	HELD(Y3, Y4)
	VPSRLD    $10, Y2, Y3
	VPAND     Y15, Y3, Y3
	HELD(Y3, Y5)
	VPSRLD    $20, Y2, Y3
	VPAND     Y15, Y3, Y3
	HELD(Y3, Y6)
	VPAND     Y5, Y6, Y0
	VPOR      Y5, Y6, Y1
	VPSRAD    $31, Y2, Y3   // mixed
	VPSLLD    $1, Y2, Y2
	VPSRAD    $31, Y2, Y2   // any
	VPOR      Y2, Y3, Y3
	VPAND     Y3, Y1, Y1
	VPOR      Y1, Y0, Y0    // what is held of the second and third
	VPAND     Y4, Y0, Y1
	VPOR      Y4, Y0, Y0
	VPAND     Y2, Y0, Y0
	VPOR      Y0, Y1, Y0
	VPAND     Y10, Y0, Y0
	VMOVMSKPS Y0, R8
	BZHIL     R11, R8, R8

	// How many are permitted nobody can guess, nor whether any is: their refs are put together without
	// a branch.
	PDEPQ     ·together+0(SB), R8, R9
	IMUL3Q    $0xFF, R9, R9
	PEXTQ     R9, R15, R9
	VMOVQ     R9, X7
	VPMOVZXBD X7, Y7
	VPERMD    Y9, Y7, Y7
	VMOVDQU   Y7, (DX)
	POPCNTL   R8, R8
	LEAQ      (DX)(R8*4), DX

	ADDQ $64, SI
	SUBQ $8, CX
	JGT  group

nextRange:
	ADDQ $span__size, BX
	ADDQ $8, R12
	DECQ R13
	JNZ  range
	VZEROUPPER
	SUBQ into+56(FP), DX
	SHRQ $2, DX
	MOVQ DX, permitted+64(FP)
	RET

// func fetch(refs *uint32, n int, programs *uint32)
TEXT ·fetch(SB), NOSPLIT, $0-24
	MOVQ refs+0(FP), SI
	MOVQ n+8(FP), CX
	MOVQ programs+16(FP), DI

program:
	MOVL       (SI), AX
	PREFETCHT0 (DI)(AX*4)
	ADDQ       $4, SI
	DECQ       CX
	JNZ        program
	RET
