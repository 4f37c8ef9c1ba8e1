//go:build !purego

#include "textflag.h"

// What differs from a text may do so, a bit each, by the lower half of a byte and by its upper half: nothing at all,
// or in a gap, which stands for 0x80, a digit or a small letter.
DATA ·gaps+0(SB)/8, $0x0E0E0E0E0E0E0E0B
DATA ·gaps+8(SB)/8, $0x04040404040C0E0E
DATA ·gaps+16(SB)/8, $0x0000000000000001
DATA ·gaps+24(SB)/8, $0x0804000002000000
DATA ·gaps+32(SB)/1, $0x0F
GLOBL ·gaps(SB), RODATA|NOPTR, $33

// FIT reads 32 bytes. It leaves 0 in Y12 where one differs otherwise, but for bytes beyond ASCII, which Y13 tells.
#define FIT(at) \
	VMOVDQU (SI)(at*1), Y0     \
	VPXOR   (DI)(at*1), Y0, Y1 \
	VPOR    Y0, Y13, Y13       \
	VPSRLW  $4, Y1, Y2         \
	VPAND   Y10, Y1, Y1        \
	VPAND   Y10, Y2, Y2        \
	VPSHUFB Y1, Y8, Y1         \
	VPSHUFB Y2, Y9, Y2         \
	VPAND   Y1, Y2, Y1         \
	VPMINUB Y1, Y12, Y12

// func fits(b *byte, text *byte, n int) bool
TEXT ·fits(SB), NOSPLIT, $0-25
	MOVQ b+0(FP), SI
	MOVQ text+8(FP), DI
	MOVQ n+16(FP), CX
	VBROADCASTI128 ·gaps+0(SB), Y8
	VBROADCASTI128 ·gaps+16(SB), Y9
	VPBROADCASTB   ·gaps+32(SB), Y10
	VPCMPEQB Y12, Y12, Y12
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
	VPXOR     Y0, Y0, Y0
	VPCMPEQB  Y0, Y12, Y12
	VPOR      Y12, Y13, Y13
	VPMOVMSKB Y13, AX
	TESTL     AX, AX
	SETEQ     ret+24(FP)
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

#define LINES(at) \
	PREFETCHT0 at+0(SI)   \
	PREFETCHT0 at+64(SI)  \
	PREFETCHT0 at+128(SI) \
	PREFETCHT0 at+192(SI)

// func expect(b *byte)
TEXT ·expect(SB), NOSPLIT, $0-8
	MOVQ b+0(FP), SI
	LINES(0)
	LINES(256)
	LINES(512)
	LINES(768)
	RET
