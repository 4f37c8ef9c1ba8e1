//go:build !purego

#include "textflag.h"

DATA ·permitters+0(SB)/4, $0x3FF
DATA ·permitters+4(SB)/4, $0xFF
GLOBL ·permitters(SB), RODATA|NOPTR, $8

// HELD leaves in out the ones of those whose ten bits in idx the post holds.
#define HELD(idx, out) \
	VPCMPEQD   Y7, Y7, Y7           \
	VPGATHERDD Y7, (DI)(idx*1), out \
	VPAND      Y14, out, out        \
	VPCMPGTD   Y13, out, out

// func permit(fingers *uint8, leads *uint64, n int, into *uint32) (permitted int)
TEXT ·permit(SB), NOSPLIT, $0-40
	MOVQ         fingers+0(FP), DI
	MOVQ         leads+8(FP), SI
	MOVQ         n+16(FP), CX
	MOVQ         into+24(FP), DX
	XORL         AX, AX
	VPBROADCASTD ·permitters+0(SB), Y15
	VPBROADCASTD ·permitters+4(SB), Y14
	VPXOR        Y13, Y13, Y13

group: // of eight leads, or what is left of them
	MOVQ         $8, R11
	CMPQ         CX, R11
	CMOVQLT      CX, R11
	VMOVDQU   0(SI), Y0
	VMOVDQU   32(SI), Y1
	VSHUFPS   $0xDD, Y1, Y0, Y2
	VPERMQ    $0xD8, Y2, Y2
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
	VPSRAD    $31, Y2, Y3  // mixed
	VPSLLD    $1, Y2, Y2
	VPSRAD    $31, Y2, Y2  // any
	VPOR      Y2, Y3, Y3
	VPAND     Y3, Y1, Y1
	VPOR      Y1, Y0, Y0   // what is held of the second and third
	VPAND     Y4, Y0, Y1
	VPOR      Y4, Y0, Y0
	VPAND     Y2, Y0, Y0
	VPOR      Y0, Y1, Y0
	VMOVMSKPS Y0, R8
	BZHIL     R11, R8, R8
	JZ        next

one:
	TZCNTL R8, R9
	MOVL   (SI)(R9*8), R10
	MOVL   R10, (DX)(AX*4)
	INCQ   AX
	BLSRL  R8, R8
	JNZ    one

next:
	ADDQ $64, SI
	SUBQ $8, CX
	JGT  group
	VZEROUPPER
	MOVQ AX, permitted+32(FP)
	RET
