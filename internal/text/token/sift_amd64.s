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

// BITS moves into R14 a bit for each of the eight numbers in Y0, whose words at table have
// the bit of the number and that of the upper bits of Y4.
#define BITS(table) \
	VPSRLD     $5, Y0, Y1            \
	VPCMPEQD   Y2, Y2, Y2            \
	VPGATHERDD Y2, (table)(Y1*4), Y3 \
	VPSRLD     $27, Y4, Y1           \
	VPAND      Y0, Y15, Y0           \
	VPSRLVD    Y0, Y3, Y0            \
	VPSRLVD    Y1, Y3, Y1            \
	VPAND      Y0, Y1, Y0            \
	VPSLLD     $31, Y0, Y0           \
	VMOVMSKPS  Y0, R14

// func sift(hashes *uint64, terms *Term, n int, buf *byte, sieve *uint32, size int, long *uint32, longShift uint64, short *uint32, shortShift uint64) (asked, begun uint64)
TEXT ·sift(SB), NOSPLIT, $0-96
	MOVQ hashes+0(FP), R8
	MOVQ terms+8(FP), DI
	MOVQ n+16(FP), CX
	MOVQ CX, SI
	MOVQ buf+24(FP), R11
	MOVQ sieve+32(FP), R9
	MOVQ long+48(FP), R10
	MOVQ short+64(FP), R12

	VPBROADCASTD ·sifters+0(SB), Y15
	VPBROADCASTD ·sifters+4(SB), Y14
	VPBROADCASTD ·sifters+8(SB), Y13
	VPBROADCASTD size+40(FP), Y12
	VMOVQ        longShift+56(FP), X11
	VMOVQ        shortShift+72(FP), X10

	// What stands behind the last term is read as if it were terms.
	CMPQ CX, $64
	JEQ  full
	LEAQ (CX)(CX*4), R14
	LEAQ (DI)(R14*4), R14
	XORL AX, AX
	MOVL AX, (0*Term__size+Term_start)(R14)
	MOVL AX, (1*Term__size+Term_start)(R14)
	MOVL AX, (2*Term__size+Term_start)(R14)
	MOVL AX, (3*Term__size+Term_start)(R14)
	MOVL AX, (4*Term__size+Term_start)(R14)
	MOVL AX, (5*Term__size+Term_start)(R14)
	MOVL AX, (6*Term__size+Term_start)(R14)

full:
	ADDQ  $7, CX
	SHRQ  $3, CX
	LEAQ  -1(CX), R14
	IMUL3Q $(8*Term__size), R14, R15
	ADDQ  R15, DI
	SHLQ  $6, R14
	ADDQ  R14, R8
	XORL  AX, AX
	XORL  BX, BX

group: // of eight terms, from the last to the first
	VMOVDQU     0(R8), X0
	VMOVDQU     16(R8), X1
	VINSERTI128 $1, 32(R8), Y0, Y0
	VINSERTI128 $1, 48(R8), Y1, Y1
	VPSRLQ      $32, Y0, Y2
	VPSRLQ      $32, Y1, Y3
	VPMULUDQ    Y12, Y2, Y2
	VPMULUDQ    Y12, Y3, Y3
	VSHUFPS     $0xDD, Y3, Y2, Y2
	VSHUFPS     $0x88, Y1, Y0, Y0
	VPCMPEQD    Y4, Y4, Y4
	VPGATHERDD  Y4, (R9)(Y2*4), Y5
	VPSRLD      $8, Y0, Y1
	VPSRLD      $13, Y0, Y2
	VPSRLD      $18, Y0, Y3
	VPSRLD      $23, Y0, Y4
	VPAND       Y15, Y1, Y1
	VPAND       Y15, Y2, Y2
	VPAND       Y15, Y3, Y3
	VPAND       Y15, Y4, Y4
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
	MOVQ        R10, R14
	ORQ         R12, R14
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
	TESTQ       R10, R10
	JZ          short
	VPMULLD     Y13, Y2, Y2
	VPADDD      Y2, Y4, Y0
	VPSRLD      X11, Y0, Y0
	BITS(R10)
	ORQ         R14, BX

short:
	TESTQ  R12, R12
	JZ     next
	VPSRLD X10, Y4, Y0
	BITS(R12)
	ORQ    R14, BX

next:
	SUBQ $64, R8
	SUBQ $(8*Term__size), DI
	DECQ CX
	JNZ  group
	VZEROUPPER
	BZHIQ SI, AX, AX
	BZHIQ SI, BX, BX
	MOVQ  AX, asked+80(FP)
	MOVQ  BX, begun+88(FP)
	RET
