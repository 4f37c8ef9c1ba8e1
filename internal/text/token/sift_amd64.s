//go:build !purego

#include "go_asm.h"
#include "textflag.h"

DATA ·sifters+0(SB)/4, $31
DATA ·sifters+4(SB)/4, $const_headFactor
DATA ·sifters+8(SB)/4, $const_restFactor
GLOBL ·sifters(SB), RODATA|NOPTR, $12

// HEAD reads the first eight bytes of two terms into x.
#define HEAD(k, x) \
	MOVL    (k*Term__size+Term_start)(DI), R14     \
	MOVL    ((k+1)*Term__size+Term_start)(DI), R15 \
	VMOVQ   (R11)(R14*1), x                        \
	VPINSRQ $1, (R11)(R15*1), x, x

// HAS leaves in out the lowest bit of the numbers of which the words in Y3 have the bits first and
// second.
#define HAS(first, second, out) \
	VPSRLVD first, Y3, first   \
	VPSRLVD second, Y3, second \
	VPAND   first, second, out

// func sift(t *Tokens, s *Sifter, from, n int) (asked, begun uint64)
TEXT ·sift(SB), NOSPLIT, $0-48
	MOVQ t+0(FP), R13
	MOVQ s+8(FP), R12
	MOVQ from+16(FP), R14
	MOVQ n+24(FP), SI
	MOVQ Sifter_Sieve+0(R12), R9
	MOVQ Sifter_Heads+0(R12), R10
	MOVQ Tokens_buf+0(R13), R11

	VPBROADCASTD ·sifters+0(SB), Y15
	VPBROADCASTD ·sifters+4(SB), Y14
	VPBROADCASTD ·sifters+8(SB), Y13
	VPBROADCASTD Sifter_Sieve+8(R12), Y12
	VMOVQ        Sifter_HeadShift(R12), X11

	// From the last eight on. What stands behind the last term is read as if it were one: it is
	// of a text before, and begins where there is still memory.
	LEAQ    7(SI), CX
	SHRQ    $3, CX
	LEAQ    -8(R14)(CX*8), R14
	MOVQ    Tokens_Hash+0(R13), R8
	LEAQ    (R8)(R14*8), R8
	MOVQ    Tokens_Term+0(R13), DI
	LEAQ    (R14)(R14*4), R14
	LEAQ    (DI)(R14*4), DI
	XORL    AX, AX
	XORL    BX, BX

group: // of eight terms, from the last to the first
	VMOVDQU     0(R8), X0
	VMOVDQU     16(R8), X1
	VINSERTI128 $1, 32(R8), Y0, Y0
	VINSERTI128 $1, 48(R8), Y1, Y1
	VPSRLQ      $32, Y0, Y2
	VPSRLQ      $32, Y1, Y3
	VPMULUDQ    Y12, Y2, Y2
	VPMULUDQ    Y12, Y3, Y3
	VSHUFPS     $0x88, Y3, Y2, Y6
	VSHUFPS     $0xDD, Y3, Y2, Y2
	VSHUFPS     $0x88, Y1, Y0, Y0
	VPCMPEQD    Y4, Y4, Y4
	VPGATHERDD  Y4, (R9)(Y2*4), Y5
	VPSRLD      $8, Y0, Y1
	VPSRLD      $13, Y0, Y2
	VPSRLD      $18, Y0, Y3
	VPSRLD      $27, Y6, Y4
	VPAND       Y15, Y1, Y1
	VPAND       Y15, Y2, Y2
	VPAND       Y15, Y3, Y3
	VPSRLVD     Y1, Y5, Y1
	VPSRLVD     Y2, Y5, Y2
	VPSRLVD     Y3, Y5, Y3
	VPSRLVD     Y4, Y5, Y4
	VPAND       Y1, Y2, Y2
	VPAND       Y3, Y4, Y3
	VPAND       Y2, Y3, Y3
	VPSLLD      $31, Y3, Y3
	VMOVMSKPS   Y3, R14
	SHLQ        $8, AX
	ORQ         R14, AX
	SHLQ        $8, BX
	TESTQ       R10, R10
	JZ          next

	HEAD(0, X0)
	HEAD(2, X1)
	HEAD(4, X2)
	HEAD(6, X3)
	VINSERTI128 $1, X2, Y0, Y0
	VINSERTI128 $1, X3, Y1, Y1
	VSHUFPS     $0xDD, Y1, Y0, Y2
	VSHUFPS     $0x88, Y1, Y0, Y0
	VPMULLD     Y14, Y0, Y4
	VPMULLD     Y13, Y2, Y2
	VPSRLD      X11, Y4, Y0
	VPSRLD      $31, Y2, Y1
	VPXOR       Y0, Y1, Y1
	VPCMPEQD    Y0, Y0, Y0
	VPGATHERDD  Y0, (R10)(Y1*4), Y3
	VPADDD      Y2, Y2, Y2
	VPSLLD      $9, Y4, Y1
	VPADDD      Y1, Y2, Y2
	VPSRLD      $27, Y2, Y1
	VPSRLD      $22, Y2, Y2
	VPAND       Y15, Y2, Y2
	VPSRLD      $11, Y4, Y5
	VPSRLD      $6, Y4, Y4
	VPAND       Y15, Y5, Y5
	VPAND       Y15, Y4, Y4
	HAS(Y1, Y2, Y1)
	HAS(Y4, Y5, Y4)
	VPOR        Y1, Y4, Y1
	VPSLLD      $31, Y1, Y1
	VMOVMSKPS   Y1, R14
	ORQ         R14, BX

next:
	SUBQ  $64, R8
	SUBQ  $(8*Term__size), DI
	DECQ  CX
	JNZ   group
	VZEROUPPER
	BZHIQ SI, AX, AX
	BZHIQ SI, BX, BX
	MOVQ  AX, asked+32(FP)
	MOVQ  BX, begun+40(FP)
	RET
