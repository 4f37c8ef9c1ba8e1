//go:build !purego

#include "textflag.h"

// func fits(b *byte, text *byte, n int) bool
TEXT ·fits(SB), NOSPLIT, $0-25
	MOVQ b+0(FP), SI
	MOVQ text+8(FP), DI
	MOVQ n+16(FP), CX
	VPBROADCASTB ·bytesOf+1(SB), Y8  // "
	VPBROADCASTB ·bytesOf+2(SB), Y9  // \
	VPXOR Y10, Y10, Y10
	VPXOR Y11, Y11, Y11              // what is not as it is to be
	VPXOR Y12, Y12, Y12              // in gaps: a quote, a backslash, or beyond ASCII
	SUBQ  $32, CX                    // where the last 32 begin
	XORQ  AX, AX

loop:
	VMOVDQU  (SI)(AX*1), Y0
	VMOVDQU  (DI)(AX*1), Y1
	VPCMPEQB Y1, Y10, Y2             // gaps
	VPXOR    Y0, Y1, Y3
	VPANDN   Y3, Y2, Y3
	VPOR     Y3, Y11, Y11
	VPCMPEQB Y0, Y8, Y4
	VPCMPEQB Y0, Y9, Y5
	VPOR     Y4, Y5, Y4
	VPOR     Y0, Y4, Y4
	VPAND    Y2, Y4, Y4
	VPOR     Y4, Y12, Y12
	CMPQ     AX, CX
	JGE      end
	ADDQ     $32, AX
	CMPQ     AX, CX
	CMOVQGT  CX, AX                  // the last 32 may be read twice in part
	JMP      loop

end:
	VPMOVMSKB Y12, AX
	VPTEST    Y11, Y11
	SETNE     BX
	VZEROUPPER
	TESTL     AX, AX
	SETNE     DX
	ORB       DX, BX
	XORB      $1, BX
	MOVB      BX, ret+24(FP)
	RET
