//go:build !purego

#include "textflag.h"

// FIT reads 32 bytes, and notes what of them is not as it is to be: a gap that holds no letter and no digit, or
// what is another byte.
#define FIT(at) \
	VMOVDQU  (SI)(at*1), Y0 \
	VMOVDQU  (DI)(at*1), Y1 \
	VPCMPEQB Y1, Y12, Y2    \
	VPXOR    Y0, Y1, Y3     \
	VPANDN   Y3, Y2, Y3     \
	VPSUBB   Y8, Y0, Y4     \
	VPMINUB  Y4, Y9, Y5     \
	VPCMPEQB Y4, Y5, Y4     \
	VPSUBB   Y10, Y0, Y6    \
	VPMINUB  Y6, Y11, Y7    \
	VPCMPEQB Y6, Y7, Y6     \
	VPOR     Y4, Y6, Y4     \
	VPANDN   Y2, Y4, Y4     \
	VPOR     Y3, Y13, Y13   \
	VPOR     Y4, Y13, Y13

// func fits(b *byte, text *byte, n int) bool
TEXT ·fits(SB), NOSPLIT, $0-25
	MOVQ b+0(FP), SI
	MOVQ text+8(FP), DI
	MOVQ n+16(FP), CX
	VPBROADCASTB ·bytesOf+8(SB), Y8   // a
	VPBROADCASTB ·bytesOf+9(SB), Y9   // to z
	VPBROADCASTB ·bytesOf+10(SB), Y10 // 0
	VPBROADCASTB ·bytesOf+11(SB), Y11 // to 9
	VPXOR Y12, Y12, Y12
	VPXOR Y13, Y13, Y13
	SUBQ  $32, CX                     // where the last 32 begin
	XORQ  AX, AX
	JMP   more

loop:
	FIT(AX)
	ADDQ $32, AX

more:
	CMPQ AX, CX
	JLT  loop
	FIT(CX)                           // they may be read twice in part
	VPTEST Y13, Y13
	SETEQ  ret+24(FP)
	VZEROUPPER
	RET

// func ending(b *byte, n int) (at int, odd uint8)
TEXT ·ending(SB), NOSPLIT, $0-25
	MOVQ b+0(FP), SI
	MOVQ n+8(FP), CX
	VPBROADCASTB ·bytesOf+1(SB), Y8  // "
	VPBROADCASTB ·bytesOf+2(SB), Y9  // \
	VPBROADCASTB ·bytesOf+6(SB), Y10 // up to here are control characters
	VPBROADCASTB ·bytesOf+7(SB), Y11 // DEL
	VPXOR Y12, Y12, Y12              // backslashes before
	VPXOR Y13, Y13, Y13              // all bytes before, put together
	VPXOR Y14, Y14, Y14              // control characters before
	SUBQ  $32, CX                    // where the last 32 begin
	XORQ  AX, AX

loop:
	CMPQ      AX, CX
	JGT       none
	VMOVDQU   (SI)(AX*1), Y0
	VPCMPEQB  Y0, Y8, Y1
	VPCMPEQB  Y0, Y9, Y2
	VPMINUB   Y0, Y10, Y3
	VPCMPEQB  Y0, Y3, Y3
	VPCMPEQB  Y0, Y11, Y4
	VPOR      Y3, Y4, Y3
	VPMOVMSKB Y1, BX
	TESTL     BX, BX
	JNZ       found
	VPOR      Y2, Y12, Y12
	VPOR      Y0, Y13, Y13
	VPOR      Y3, Y14, Y14
	ADDQ      $32, AX
	JMP       loop

found:
	BSFL      BX, DX
	ADDQ      DX, AX
	BLSMSKL   BX, BX                 // to the quote
	VPMOVMSKB Y2, R8
	VPMOVMSKB Y0, R9
	VPMOVMSKB Y3, R10
	ANDL      BX, R8
	ANDL      BX, R9
	ANDL      BX, R10
	VPMOVMSKB Y12, R11
	VPMOVMSKB Y13, R12
	VPMOVMSKB Y14, R13
	VZEROUPPER
	XORL      BX, BX
	ORL       R11, R8
	SETNE     BX
	XORL      DX, DX
	ORL       R12, R9
	SETNE     DX
	LEAL      (BX)(DX*2), BX
	XORL      DX, DX
	ORL       R13, R10
	SETNE     DX
	LEAL      (BX)(DX*4), BX
	MOVQ      AX, at+16(FP)
	MOVB      BX, odd+24(FP)
	RET

none:
	VZEROUPPER
	MOVQ $-1, at+16(FP)
	MOVB $0, odd+24(FP)
	RET
