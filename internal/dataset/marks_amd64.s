//go:build !purego

#include "textflag.h"

// quote, line feed, ampersand
DATA ·marked+0(SB)/4, $0x00260A22
GLOBL ·marked(SB), RODATA|NOPTR, $4

// SET leaves the bits of the bytes of Y0 and Y1 that are c at to.
#define SET(c, to) \
	VPCMPEQB  Y0, c, Y2  \
	VPCMPEQB  Y1, c, Y3  \
	VPMOVMSKB Y2, AX     \
	VPMOVMSKB Y3, BX     \
	SHLQ      $32, BX    \
	ORQ       BX, AX     \
	MOVQ      AX, to

// func vector(buf []byte, comma byte, to *uint64, stride int)
TEXT ·vector(SB), NOSPLIT, $0-48
	MOVQ buf_base+0(FP), SI
	MOVQ buf_len+8(FP), CX
	MOVQ to+32(FP), DI
	MOVQ stride+40(FP), R8
	LEAQ (R8)(R8*2), R9
	SHRQ $6, CX
	JZ   done

	VPBROADCASTB ·marked+0(SB), Y8
	VPBROADCASTB comma+24(FP), Y9
	VPBROADCASTB ·marked+1(SB), Y10
	VPBROADCASTB ·marked+2(SB), Y11
	VPXOR        Y13, Y13, Y13

loop:
	VMOVDQU (SI), Y0
	VMOVDQU 32(SI), Y1
	SET(Y8, (DI))
	SET(Y9, (DI)(R8*1))
	SET(Y10, (DI)(R8*2))

	// What is not ASCII has the highest bit already.
	VPCMPEQB  Y0, Y13, Y2
	VPCMPEQB  Y1, Y13, Y3
	VPCMPEQB  Y0, Y11, Y4
	VPCMPEQB  Y1, Y11, Y5
	VPOR      Y0, Y2, Y2
	VPOR      Y1, Y3, Y3
	VPOR      Y4, Y2, Y2
	VPOR      Y5, Y3, Y3
	VPMOVMSKB Y2, AX
	VPMOVMSKB Y3, BX
	SHLQ      $32, BX
	ORQ       BX, AX
	MOVQ      AX, (DI)(R9*1)

	ADDQ $64, SI
	ADDQ $8, DI
	DECQ CX
	JNZ  loop
	VZEROUPPER

done:
	RET
