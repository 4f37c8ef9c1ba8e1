//go:build !purego

#include "textflag.h"

// What fits and ending do 32 bytes at a time is done here with 64 (AVX-512, VBMI): most strings end in the first 64.

// func fitsWider(b, text *byte, n int) bool
TEXT ·fitsWider(SB), NOSPLIT, $0-25
	MOVQ b+0(FP), SI
	MOVQ text+8(FP), DI
	MOVQ n+16(FP), CX
	VMOVDQU64 ·fitting+0(SB), Z8
	VMOVDQU64 ·fitting+64(SB), Z9
	VPXORQ Z12, Z12, Z12             // what differs otherwise than it may
	VPXORQ Z13, Z13, Z13             // all bytes, put together
	SUBQ $64, CX
	JL   last

loop:
	VMOVDQU64  (SI), Z0
	VPXORQ     (DI), Z0, Z1
	VMOVDQA64  Z1, Z2
	VPERMI2B   Z9, Z8, Z2            // what the lower seven bits may stand for
	VPTERNLOGQ $0xF6, Z1, Z2, Z12    // Z12 | Z1^Z2
	VPORQ      Z0, Z13, Z13
	ADDQ       $64, SI
	ADDQ       $64, DI
	SUBQ       $64, CX
	JGE        loop

last:
	ADDQ       $64, CX
	MOVQ       $-1, AX
	BZHIQ      CX, AX, AX
	KMOVQ      AX, K1
	VMOVDQU8.Z (SI), K1, Z0
	VMOVDQU8.Z (DI), K1, Z1
	VPXORQ     Z0, Z1, Z1
	VMOVDQA64  Z1, Z2
	VPERMI2B   Z9, Z8, Z2
	VPTERNLOGQ $0xF6, Z1, Z2, Z12
	VPORQ      Z0, Z13, Z13
	VPTESTMB   Z12, Z12, K1
	VPMOVB2M   Z13, K2
	KORTESTQ   K1, K2
	SETEQ      ret+24(FP)
	VZEROUPPER
	RET

// func endingWider(b *byte, n int) (at int, odd uint8)
TEXT ·endingWider(SB), NOSPLIT, $0-25
	MOVQ b+0(FP), SI
	MOVQ n+8(FP), CX
	VPBROADCASTB ·bytesOf+1(SB), Z8  // "
	VPBROADCASTB ·bytesOf+2(SB), Z9  // \
	VPBROADCASTB ·bytesOf+6(SB), Z10 // up to here are control characters
	VPBROADCASTB ·bytesOf+7(SB), Z11 // DEL
	KXORQ K5, K5, K5                 // backslashes before
	KXORQ K6, K6, K6                 // bytes beyond ASCII before
	KXORQ K7, K7, K7                 // control characters before
	ANDQ  $-32, CX
	SUBQ  $64, CX                    // where the last 64 begin
	XORQ  AX, AX
	CMPQ  AX, CX
	JGT   half

loop:
	VMOVDQU64 (SI)(AX*1), Z0

look:
	VPCMPEQB Z8, Z0, K1
	VPCMPEQB Z9, Z0, K2
	VPMOVB2M Z0, K3
	VPCMPUB  $2, Z10, Z0, K4
	VPCMPEQB Z11, Z0, K0
	KORQ     K0, K4, K4
	KMOVQ    K1, BX
	TESTQ    BX, BX
	JNZ      found
	KORQ     K2, K5, K5
	KORQ     K3, K6, K6
	KORQ     K4, K7, K7
	ADDQ     $64, AX
	CMPQ     AX, CX
	JLE      loop

half: // 32 or none are left
	SUBQ       AX, CX
	CMPQ       CX, $-32
	JNE        none
	ADDQ       AX, CX
	VMOVDQU    (SI)(AX*1), Y0        // and zeros behind
	JMP        look

found:
	TZCNTQ  BX, DX
	ADDQ    DX, AX
	BLSMSKQ BX, BX                   // to the quote
	KMOVQ   K2, R8
	KMOVQ   K3, R9
	KMOVQ   K4, R10
	ANDQ    BX, R8
	ANDQ    BX, R9
	ANDQ    BX, R10
	KMOVQ   K5, R11
	KMOVQ   K6, R12
	KMOVQ   K7, R13
	VZEROUPPER
	XORL    BX, BX
	ORQ     R11, R8
	SETNE   BX
	XORL    DX, DX
	ORQ     R12, R9
	SETNE   DX
	LEAL    (BX)(DX*2), BX
	XORL    DX, DX
	ORQ     R13, R10
	SETNE   DX
	LEAL    (BX)(DX*4), BX
	MOVQ    AX, at+16(FP)
	MOVB    BX, odd+24(FP)
	RET

none:
	VZEROUPPER
	MOVQ $-1, at+16(FP)
	MOVB $0, odd+24(FP)
	RET
