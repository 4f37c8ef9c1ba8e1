//go:build !purego

#include "go_asm.h"
#include "textflag.h"
#include "where_amd64.h"

// Each table gives, for the lower four bits of a byte, the only byte with them that
// belongs: a shuffle and a comparison tell all of a set at once.

// @ # $ & < `, of bytes with bit 5 set (which makes @ and ` one).
DATA ·signTable+0(SB)/8, $0x0026002423000060
DATA ·signTable+8(SB)/8, $0x0000003C00000000
GLOBL ·signTable(SB), RODATA|NOPTR, $16

// ' : ; , . _
DATA ·joinTable+0(SB)/8, $0x27FFFFFFFFFFFFFF
DATA ·joinTable+8(SB)/8, $0x5F2EFF2C3B3AFFFF
GLOBL ·joinTable(SB), RODATA|NOPTR, $16

DATA ·bytesOf+0(SB)/8, $0x5F2F093019612000
GLOBL ·bytesOf(SB), RODATA|NOPTR, $8

// HALF reads 32 bytes, writes them back in small letters, and leaves a bit each in
// word, high, sign, join, under, slash.
#define HALF(at, word, high, sign, join, under, slash) \
	VMOVDQU   at(SI), Y0      \
	VPMOVMSKB Y0, high        \
	VPOR      Y0, Y8, Y1      \
	VPSUBB    Y13, Y1, Y2     \
	VPMINUB   Y2, Y14, Y3     \
	VPCMPEQB  Y2, Y3, Y2      \
	VPAND     Y2, Y8, Y4      \
	VPOR      Y0, Y4, Y5      \
	VMOVDQU   Y5, at(SI)      \
	VPSUBB    Y15, Y0, Y3     \
	VPMINUB   Y3, Y7, Y4      \
	VPCMPEQB  Y3, Y4, Y3      \
	VPOR      Y2, Y3, Y2      \
	VPMOVMSKB Y2, word        \
	VPSHUFB   Y1, Y9, Y3      \
	VPCMPEQB  Y1, Y3, Y3      \
	VPMOVMSKB Y3, sign        \
	VPSHUFB   Y0, Y10, Y4     \
	VPCMPEQB  Y0, Y4, Y4      \
	VPMOVMSKB Y4, join        \
	VPCMPEQB  Y0, Y12, Y5     \
	VPMOVMSKB Y5, under       \
	VPCMPEQB  Y0, Y11, Y6     \
	VPMOVMSKB Y6, slash

#define BOTH(lower, upper) \
	SHLQ $32, upper \
	ORQ  upper, lower

// func vector(buf []byte, blocks []block)
TEXT ·vector(SB), NOSPLIT, $0-48
	MOVQ buf_base+0(FP), SI
	MOVQ buf_len+8(FP), CX
	MOVQ blocks_base+24(FP), DI
	SHRQ $6, CX
	JZ   done

	VPBROADCASTB   ·bytesOf+1(SB), Y8
	VPBROADCASTB   ·bytesOf+2(SB), Y13
	VPBROADCASTB   ·bytesOf+3(SB), Y14
	VPBROADCASTB   ·bytesOf+4(SB), Y15
	VPBROADCASTB   ·bytesOf+5(SB), Y7
	VPBROADCASTB   ·bytesOf+6(SB), Y11
	VPBROADCASTB   ·bytesOf+7(SB), Y12
	VBROADCASTI128 ·signTable(SB), Y9
	VBROADCASTI128 ·joinTable(SB), Y10

loop:
	HALF(0, AX, BX, DX, R8, R9, R10)
	MOVQ AX, 0(DI)
	MOVQ BX, 8(DI)
	MOVQ DX, 16(DI)
	MOVQ R8, 24(DI)
	MOVQ R9, 32(DI)
	MOVQ R10, 40(DI)
	HALF(32, AX, BX, DX, R8, R9, R10)
	MOVL AX, 4(DI)
	MOVL BX, 12(DI)
	MOVL DX, 20(DI)
	MOVL R8, 28(DI)
	MOVL R9, 36(DI)
	MOVL R10, 44(DI)
	ADDQ $64, SI
	ADDQ $64, DI
	DECQ CX
	JNZ  loop
	VZEROUPPER

done:
	RET

// func fast(h *hot)
TEXT ·fast(SB), NOSPLIT, $0-8
	MOVQ h+0(FP), DI
	MOVQ hot_begins(DI), BX
	MOVQ hot_word(DI), R8
	NOTQ R8
	WHERE
	LEAQ ·masks(SB), R15
	MOVBLZX hot_flags(DI), DX
	SHLL $8, DX
	MOVL DX, R14

next:
	TZCNTQ BX, CX
	SHRXQ  CX, R8, R9
	TZCNTQ R9, R9
	CMPQ   R9, $16
	JHI    out
	MOVL   R14, Term_Kind(R12)
	MOVQ   R9, AX
	SHLQ   $4, AX
	MOVQ   (SI)(CX*1), DX
	ANDQ   (R15)(AX*1), DX
	XORQ   hot_key+Key_a(DI), DX
	MOVQ   8(R15)(AX*1), AX
	ANDQ   8(SI)(CX*1), AX
	XORQ   hot_key+Key_b(DI), AX
	MULXQ  AX, AX, DX
	XORQ   DX, AX
	MOVQ   AX, (R11)
	MOVL   R13, Term_First(R12)
	MOVL   R13, Term_Last(R12)
	LEAL   (R10)(CX*1), AX
	MOVL   AX, Term_start(R12)
	ADDL   R9, AX
	MOVL   AX, Term_end(R12)
	ADDQ   $8, R11
	ADDQ   $Term__size, R12
	INCL   R13
	BLSRQ  BX, BX
	JNZ    next

out:
	MOVQ BX, hot_begins(DI)
	MOVL R13, hot_pos(DI)
	SUBQ hot_hashes(DI), R11
	SHRQ $3, R11
	MOVQ R11, hot_n(DI)
	RET
