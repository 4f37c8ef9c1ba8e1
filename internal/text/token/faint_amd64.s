//go:build !purego

#include "go_asm.h"
#include "textflag.h"
#include "where_amd64.h"

// The kinds of E2 80 xx and E2 81 xx, by the lower four bits of xx and by the upper: a bit that
// both have tells
//	1  80 8B to 80 8F, invisible
//	2  80 AA to 80 AE, invisible
//	4  80 80 to 80 8A, dull, as are the next three
//	8  80 90 to 80 9F but for 98 and 99
//	16 80 A0 to 80 A9 but for A4 and A7
//	32 80 B0 to 80 BE but for BC
//	64 81 A0 to 81 AF but for A5, invisible
DATA ·lowerKinds+0(SB)/8, $0x6C7C3C6C7C7C7C7C
DATA ·lowerKinds+8(SB)/8, $0x496B6B4B6B6E7474
GLOBL ·lowerKinds(SB), RODATA|NOPTR, $16
DATA ·upperKinds+0(SB)/8, $0x0000000000000000
DATA ·upperKinds+8(SB)/8, $0x0000000020520805
GLOBL ·upperKinds(SB), RODATA|NOPTR, $16

DATA ·faintBytes+0(SB)/8, $0x8180E2F01DE0C2C0
DATA ·faintBytes+8(SB)/8, $0xAD043FEFBFBB0F43
GLOBL ·faintBytes(SB), RODATA|NOPTR, $16

#define BYTE(n, y) VPBROADCASTB ·faintBytes+n(SB), y

// FAINT leaves in R8 to R13 what of 32 bytes is two, three, four, gone, shy, dull.
#define FAINT(at) \
	VMOVDQU   at(SI), Y0        \
	VMOVDQU   (at+1)(SI), Y1    \
	VMOVDQU   (at+2)(SI), Y2    \
	BYTE(0, Y3)                 \ // C0
	VPCMPGTB  Y1, Y3, Y4        \ // the next byte goes on
	VPCMPGTB  Y2, Y3, Y5        \
	VPAND     Y4, Y5, Y5        \ // the next two do
	BYTE(1, Y3)                 \ // C2
	VPCMPEQB  Y0, Y3, Y7        \
	VPSUBB    Y3, Y0, Y6        \
	BYTE(3, Y3)                 \ // 1D
	VPMINUB   Y6, Y3, Y3        \
	VPCMPEQB  Y3, Y6, Y6        \
	VPAND     Y4, Y6, Y6        \
	VPMOVMSKB Y6, R8            \
	BYTE(15, Y3)                \ // AD
	VPCMPEQB  Y1, Y3, Y3        \
	VPAND     Y3, Y7, Y7        \
	VPMOVMSKB Y7, R12           \
	BYTE(5, Y3)                 \ // E2
	VPCMPEQB  Y0, Y3, Y7        \
	BYTE(4, Y3)                 \ // F0
	VPAND     Y0, Y3, Y6        \
	VPSUBB    Y3, Y0, Y8        \
	BYTE(2, Y3)                 \ // E0
	VPCMPEQB  Y3, Y6, Y6        \
	VPAND     Y5, Y6, Y6        \
	VPMOVMSKB Y6, R9            \
	BYTE(14, Y3)                \ // 04
	VPMINUB   Y8, Y3, Y3        \
	VPCMPEQB  Y3, Y8, Y8        \
	VPMOVMSKB Y8, R10           \
	BYTE(6, Y3)                 \ // 80
	VPCMPEQB  Y1, Y3, Y5        \
	BYTE(13, Y3)                \ // 3F
	VPAND     Y3, Y5, Y5        \
	BYTE(7, Y3)                 \ // 81
	VPCMPEQB  Y1, Y3, Y6        \
	VPANDN    Y6, Y15, Y6       \ // not the lower bits, which leaves 64 and one that no kind has
	VPOR      Y5, Y6, Y5        \
	VPAND     Y5, Y7, Y5        \ // the kinds that may be
	BYTE(9, Y3)                 \ // 0F
	VPAND     Y2, Y3, Y6        \
	VPSHUFB   Y6, Y14, Y6       \
	VPAND     Y6, Y5, Y5        \
	VPSRLW    $4, Y2, Y6        \
	VPAND     Y3, Y6, Y6        \
	VPSHUFB   Y6, Y13, Y6       \
	VPAND     Y6, Y5, Y5        \ // the kind
	BYTE(8, Y3)                 \ // 43
	VPAND     Y5, Y3, Y6        \
	VPANDN    Y5, Y3, Y5        \
	VPCMPGTB  Y12, Y6, Y6       \
	VPCMPGTB  Y12, Y5, Y5       \
	VPMOVMSKB Y5, R13           \
	BYTE(12, Y3)                \ // EF
	VPCMPEQB  Y0, Y3, Y7        \
	BYTE(10, Y3)                \ // BB
	VPCMPEQB  Y1, Y3, Y3        \
	VPAND     Y3, Y7, Y7        \
	BYTE(11, Y3)                \ // BF
	VPCMPEQB  Y2, Y3, Y3        \
	VPAND     Y3, Y7, Y7        \
	VPOR      Y6, Y7, Y6        \
	VPMOVMSKB Y6, R11

// func faint(at *byte, s *starts)
TEXT ·faint(SB), NOSPLIT, $0-16
	MOVQ at+0(FP), SI
	MOVQ s+8(FP), DI
	VBROADCASTI128 ·lowerKinds(SB), Y14
	VBROADCASTI128 ·upperKinds(SB), Y13
	VPXOR          Y12, Y12, Y12
	BYTE(13, Y15)
	FAINT(0)
	MOVQ R8, starts_two(DI)
	MOVQ R9, starts_three(DI)
	MOVQ R10, starts_four(DI)
	MOVQ R11, starts_gone(DI)
	MOVQ R12, starts_shy(DI)
	MOVQ R13, starts_dull(DI)
	FAINT(32)
	MOVL R8, (starts_two+4)(DI)
	MOVL R9, (starts_three+4)(DI)
	MOVL R10, (starts_four+4)(DI)
	MOVL R11, (starts_gone+4)(DI)
	MOVL R12, (starts_shy+4)(DI)
	MOVL R13, (starts_dull+4)(DI)
	VZEROUPPER
	RET

DATA ·eachByte+0(SB)/8, $0x0101010101010101
GLOBL ·eachByte(SB), RODATA|NOPTR, $8

// PRESS leaves in x those of the eight bytes at from of which the bits of mask tell.
#define PRESS(mask, from, x) \
	PDEPQ  ·eachByte(SB), mask, mask \
	IMUL3Q $255, mask, mask          \
	MOVQ   from, x                   \
	PEXTQ  mask, x, x

// func through(h *hot, s *stretch, buf *byte, used int) (next, usedNow int)
//
// SI is the text from the word on, and R8, R9 and R10 what the stretch says of it; R11 and R12 where
// the next hash and term go, R13 the place of the next word, R15 where in buf its head goes.
TEXT ·through(SB), NOSPLIT, $16-48
	MOVQ h+0(FP), DI
	WHERE
	MOVQ s+8(FP), AX
	MOVQ stretch_word(AX), R8
	MOVQ stretch_unseen(AX), R9
	MOVQ stretch_bad(AX), R10
	MOVQ used+24(FP), R15

word:
	MOVQ   R8, BX
	ORQ    R9, BX
	NOTQ   BX
	TZCNTQ BX, CX // its size, with what is invisible in it and behind it
	BTQ    CX, R10
	JCS    out
	BZHIQ  CX, R8, BX // its letters
	LZCNTQ BX, DX
	MOVL   $64, AX
	SUBQ   DX, AX
	CMPQ   AX, $16
	JHI    out
	MOVQ   CX, size-8(SP)
	MOVL   R13, Term_First(R12)
	MOVL   R13, Term_Last(R12)
	MOVBLZX hot_flags(DI), CX
	SHLL   $8, CX
	MOVL   CX, Term_Kind(R12)
	MOVQ   SI, CX
	SUBQ   hot_low(DI), CX // where it begins in the text
	POPCNTQ BX, DX
	CMPQ   AX, DX
	JNE    holed
	ADDL   hot_base(DI), CX
	MOVL   CX, Term_start(R12)
	ADDL   CX, AX
	MOVL   AX, Term_end(R12)
	LEAQ   ·masks(SB), CX
	SHLQ   $4, DX
	MOVQ   (SI), AX
	ANDQ   (CX)(DX*1), AX
	MOVQ   8(CX)(DX*1), DX
	ANDQ   8(SI), DX
	JMP    hash

holed:
	MOVQ   buf+16(FP), R14
	ADDL   CX, AX
	MOVL   CX, (R14)(R15*1)
	MOVL   AX, 4(R14)(R15*1)
	ADDQ   $8, R15
	ADDQ   R15, R14
	MOVL   R15, Term_start(R12)
	ADDQ   DX, R15
	MOVL   R15, Term_end(R12)
	MOVBLZX BX, CX
	POPCNTQ CX, CX
	SHLQ   $3, CX // the bits of those of the first eight bytes that are letters: eight or more
	MOVQ   BX, DX
	PRESS(DX, (SI), AX)
	SHRQ   $8, BX
	PRESS(BX, 8(SI), DX)
	SUBQ   $8, CX
	SHLXQ  CX, DX, BX
	SHLQ   $8, BX
	ORQ    BX, AX
	ADDQ   $8, CX
	NEGQ   CX
	SHRXQ  CX, DX, DX
	MOVQ   AX, (R14)
	MOVQ   DX, 8(R14)

hash: // of AX and DX
	XORQ   hot_key+Key_a(DI), AX
	XORQ   hot_key+Key_b(DI), DX
	MULXQ  AX, AX, DX
	XORQ   DX, AX
	MOVQ   AX, (R11)
	ADDQ   $8, R11
	ADDQ   $Term__size, R12
	INCL   R13

	MOVQ   size-8(SP), CX
	ADDQ   CX, SI
	SHRXQ  CX, R8, R8
	SHRXQ  CX, R9, R9
	SHRXQ  CX, R10, R10
	TESTQ  R8, R8
	JZ     out
	TZCNTQ R8, CX
	BZHIQ  CX, R10, AX
	TESTQ  AX, AX
	JNZ    out
	ADDQ   CX, SI
	SHRXQ  CX, R8, R8
	SHRXQ  CX, R9, R9
	SHRXQ  CX, R10, R10
	JMP    word

out:
	SUBQ hot_low(DI), SI
	MOVQ SI, next+32(FP)
	MOVQ R15, usedNow+40(FP)
	MOVL R13, hot_pos(DI)
	SUBQ hot_hashes(DI), R11
	SHRQ $3, R11
	MOVQ R11, hot_n(DI)
	RET

// EACH leaves in marks and leads a bit for each of 32 bytes at SI+at that goes on a character, and that begins one of U+00C0 to
// U+047F.
#define EACH(at, marks, leads) \
	VMOVDQU   at(SI), Y0; \
	VPCMPGTB  Y0, Y1, Y4; \
	VPMOVMSKB Y4, marks; \
	VPSUBB    Y2, Y0, Y0; \
	VPMINUB   Y3, Y0, Y4; \
	VPCMPEQB  Y4, Y0, Y4; \
	VPMOVMSKB Y4, leads

DATA ·pairBytes+0(SB)/4, $0x0EC3C0
GLOBL ·pairBytes(SB), RODATA|NOPTR, $4

// func pairs(at *byte, high uint64) bool
TEXT ·pairs(SB), NOSPLIT, $0-17
	MOVQ at+0(FP), SI
	VPBROADCASTB ·pairBytes+0(SB), Y1
	VPBROADCASTB ·pairBytes+1(SB), Y2
	VPBROADCASTB ·pairBytes+2(SB), Y3
	EACH(0, AX, BX)
	EACH(32, CX, DX)
	VZEROUPPER
	SHLQ $32, CX
	ORQ  CX, AX
	SHLQ $32, DX
	ORQ  DX, BX
	MOVQ AX, CX
	ORQ  BX, CX
	CMPQ CX, high+8(FP)
	SETEQ CX
	POPCNTQ AX, AX
	POPCNTQ BX, BX
	SUBQ BX, AX // one may be of a character that is not all here
	INCQ AX
	CMPQ AX, $2
	SETLS AX
	ANDL CX, AX
	MOVB AX, ret+16(FP)
	RET
