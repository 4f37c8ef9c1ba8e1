//go:build !purego

#include "go_asm.h"
#include "textflag.h"

// " \ { }, the bit that makes [ and ] these, the last control character and DEL
DATA ·bytesOf+0(SB)/8, $0x7F1F207D7B5C2200
GLOBL ·bytesOf(SB), RODATA|NOPTR, $8

// HALF reads 32 bytes and leaves a bit each in quote, slash, open, close, high.
#define HALF(at, quote, slash, open, close, high) \
	VMOVDQU   at(SI), Y0    \
	VPMOVMSKB Y0, high      \
	VPCMPEQB  Y0, Y8, Y1    \
	VPMOVMSKB Y1, quote     \
	VPCMPEQB  Y0, Y9, Y2    \
	VPMOVMSKB Y2, slash     \
	VPOR      Y0, Y12, Y3   \
	VPCMPEQB  Y3, Y10, Y4   \
	VPMOVMSKB Y4, open      \
	VPCMPEQB  Y3, Y11, Y5   \
	VPMOVMSKB Y5, close

#define JOIN(lower, upper) \
	SHLQ $32, upper \
	ORQ  upper, lower

// func vector(buf []byte, tail *[64]byte, blocks []block) (inside uint64)
TEXT ·vector(SB), NOSPLIT, $0-64
	MOVQ buf_base+0(FP), SI
	MOVQ buf_len+8(FP), CX
	MOVQ blocks_base+32(FP), DI
	XORQ R12, R12                    // all ones in a string
	XORQ R13, R13                    // 1 after a backslash that escapes

	VPBROADCASTB ·bytesOf+1(SB), Y8
	VPBROADCASTB ·bytesOf+2(SB), Y9
	VPBROADCASTB ·bytesOf+3(SB), Y10
	VPBROADCASTB ·bytesOf+4(SB), Y11
	VPBROADCASTB ·bytesOf+5(SB), Y12
	VPCMPEQB     Y13, Y13, Y13
	SHRQ         $6, CX
	JZ           rest

loop:
	HALF(0, AX, BX, DX, R9, R10)
	HALF(32, R11, R14, R15, R8, R8)
	// The last two of the upper half are read again below: there are too few registers.
	JOIN(AX, R11)
	JOIN(BX, R14)
	JOIN(DX, R15)
	VPMOVMSKB Y5, R11
	JOIN(R9, R11)
	VPMOVMSKB Y0, R11
	JOIN(R10, R11)
	ORQ  BX, R10
	MOVQ R10, block_odd(DI)

	// AX quote, BX backslash, DX open, R9 close. What a backslash escapes is no quote.
	MOVQ BX, R14
	ORQ  R13, R14
	JZ   unescaped
	NOTQ R13
	ANDQ R13, BX                     // backslashes that are not escaped themselves
	NOTQ R13
	MOVQ BX, R14
	SHLQ $1, R14
	ORQ  R13, R14                    // what follows one
	MOVQ $0x5555555555555555, R15
	MOVQ R15, R10
	ORQ  R14, R10
	NOTQ R10
	ANDQ BX, R10                     // runs that begin at odd places
	XORQ R13, R13
	ADDQ BX, R10
	ADCQ $0, R13                     // the last run goes on in the next block
	SHLQ $1, R10
	XORQ R15, R10
	ANDQ R14, R10                    // escaped
	NOTQ R10
	ANDQ R10, AX

unescaped:
	MOVQ       AX, block_quote(DI)
	VMOVQ      AX, X0
	VPCLMULQDQ $0, X13, X0, X0
	VMOVQ      X0, R14
	XORQ       R12, R14              // inside strings
	MOVQ       R14, R12
	SARQ       $63, R12
	NOTQ       R14
	ANDQ       R14, DX
	ANDQ       R14, R9
	MOVQ       DX, block_open(DI)
	MOVQ       R9, block_close(DI)
	ADDQ       $64, SI
	ADDQ       $block__size, DI
	DECQ       CX
	JNZ        loop

rest:
	MOVQ  tail+24(FP), SI            // once
	MOVQ  $0, tail+24(FP)
	MOVQ  $1, CX
	TESTQ SI, SI
	JNZ   loop

	VZEROUPPER
	MOVQ R12, inside+56(FP)
	RET
