//go:build !purego

#include "go_asm.h"
#include "textflag.h"
#include "where_amd64.h"

// WORDS leaves in R8 a bit for each of the 64 bytes from SI on that is no letter or digit of ASCII, and in
// BX how many are known. It uses AX, CX and DX.
#define WORDS(blocks) \
	MOVQ  SI, CX; \
	SUBQ  hot_low(DI), CX; \
	MOVQ  CX, AX; \
	ANDQ  $~63, AX; \
	ADDQ  blocks, AX; \
	MOVQ  block_word(AX), R8; \
	SHRXQ CX, R8, R8; \
	MOVQ  (block__size+block_word)(AX), DX; \
	ADDQ  DX, DX; \
	NOTQ  CX; \
	SHLXQ CX, DX, DX; \
	ORQ   DX, R8; \
	NOTQ  R8; \
	MOVL  $64, BX

// BOTH reads 16 bytes and leaves in AX and CX those of the word of R9 bytes at SI, with the key in CX.
#define BOTH \
	LEAQ ·masks(SB), R15; \
	MOVQ R9, AX; \
	SHLQ $4, AX; \
	MOVQ 8(R15)(AX*1), CX; \
	MOVQ (R15)(AX*1), AX; \
	ANDQ 8(SI), CX; \
	ANDQ (SI), AX; \
	XORQ hot_key+Key_b(DI), CX

// func named(h *hot, blocks *block, kind, sign, letter uint64) (next int)
//
// SI is the word at hand, R9 its size, R11 and R12 where the next hash and term go, R10 makes of a pointer
// into the text a place in buf, R13 holds the place among the words twice.
TEXT ·named(SB), NOSPLIT, $32-48
	MOVQ h+0(FP), DI
	WHERE
	SUBQ SI, R10
	MOVQ R13, AX
	SHLQ $32, AX
	ORQ  AX, R13
	MOVQ R11, begun-8(SP)
	MOVBLZX hot_flags(DI), AX
	SHLL $8, AX
	MOVL AX, flags-16(SP)
	MOVQ kind+16(FP), CX
	ORL  CX, AX
	MOVL AX, kind-12(SP)
	MOVQ $const_salt, AX
	IMULQ CX, AX
	ADDQ hot_key+Key_a(DI), AX
	MOVQ AX, key-24(SP)
	MOVQ sign+24(FP), R14
	SHLQ $8, R14
	ORQ  $' ', R14

words:
	WORDS(blocks+8(FP))

next:
	TZCNTQ R8, R9
	LEAQ   -1(R9), AX
	CMPQ   AX, $16
	JCC    out
	CMPB   (SI)(R9*1), $' '
	JHI    out
	MOVBLZX (SI), AX
	CMPQ   AX, letter+32(FP)
	JCS    out
	BOTH
	MOVQ   AX, DX
	XORQ   key-24(SP), DX
	MULXQ  CX, DX, R15
	XORQ   R15, DX
	MOVQ   DX, (R11)
	MOVQ   AX, DX
	XORQ   hot_key+Key_a(DI), DX
	MULXQ  CX, DX, R15
	XORQ   R15, DX
	MOVQ   DX, 8(R11)
	MOVQ   R13, Term_First(R12)              // and Last
	MOVQ   R13, (Term__size+Term_First)(R12)
	MOVL   kind-12(SP), AX
	MOVL   AX, Term_Kind(R12)
	MOVL   flags-16(SP), AX
	MOVL   AX, (Term__size+Term_Kind)(R12)
	LEAL   (SI)(R10*1), AX
	LEAL   (AX)(R9*1), CX
	SHLQ   $32, CX
	ORQ    CX, AX
	MOVQ   AX, Term_start(R12)               // and end
	MOVQ   AX, (Term__size+Term_start)(R12)
	ADDQ   $16, R11
	ADDQ   $(2*Term__size), R12
	MOVQ   $0x100000001, AX
	ADDQ   AX, R13
	MOVWLZX (SI)(R9*1), AX
	LEAQ   2(SI)(R9*1), SI
	CMPL   AX, R14
	JNE    out
	SHRXQ  R9, R8, R8
	SHRQ   $2, R8
	SUBQ   R9, BX
	SUBQ   $2, BX
	CMPQ   BX, $18
	JGE    next
	JMP    words

out: // SI is two behind what was added last
	XORL AX, AX
	CMPQ R11, begun-8(SP)
	JEQ  none
	LEAQ -2(SI), AX
	SUBQ hot_low(DI), AX
	MOVL R13, hot_pos(DI)
	SUBQ hot_hashes(DI), R11
	SHRQ $3, R11
	MOVQ R11, hot_n(DI)

none:
	MOVQ AX, next+40(FP)
	RET

// func domains(h *hot, blocks *block, links []link) (next, used int)
//
// SI is the domain name at hand, R9 the size of its first word, R14 where the second begins.
TEXT ·domains(SB), NOSPLIT, $48-56
	MOVQ h+0(FP), DI
	WHERE
	SUBQ SI, R10
	MOVQ R11, begun-8(SP)
	MOVL R13, AX
	INCL AX
	SHLQ $32, AX
	ORQ  AX, R13             // the place of the first word, and above it that of the second
	MOVBLZX hot_flags(DI), AX
	SHLL $8, AX
	MOVL AX, flags-16(SP)
	MOVQ links_base+16(FP), AX
	MOVQ AX, link-24(SP)
	MOVQ links_cap+32(FP), CX
	LEAQ (AX)(CX*8), AX
	MOVQ AX, room-32(SP)
	MOVQ $0, done-40(SP)

words:
	WORDS(blocks+8(FP))

next:
	TZCNTQ R8, R9
	LEAQ   -1(R9), AX
	CMPQ   AX, $16
	JCC    out
	CMPB   (SI)(R9*1), $'.'
	JNE    out
	LEAQ   1(SI)(R9*1), R14
	SHRXQ  R9, R8, R8
	SHRQ   $1, R8
	TZCNTQ R8, CX
	LEAQ   -1(CX), AX
	CMPQ   AX, $8
	JCC    out
	CMPB   (R14)(CX*1), $' '
	JHI    out
	LEAQ   (R9)(CX*1), AX // initials?
	CMPQ   AX, $2
	JEQ    out
	CMPQ   R9, $3
	JNE    look
	CMPB   (SI), $'w'
	JEQ    out

look:
	LEAQ  ·masks(SB), R15
	MOVQ  CX, AX
	SHLQ  $4, AX
	MOVQ  (R15)(AX*1), R15
	MOVQ  (R14), DX
	ANDQ  R15, DX
	MOVQ  DX, second-48(SP)
	MOVQ  $const_topFactor, AX
	IMULQ DX, AX
	SHRQ  $const_topShift, AX
	LEAQ  ·topAt(SB), DX
	MOVWLZX (DX)(AX*2), AX
	MOVQ  second-48(SP), DX
	TESTL AX, AX
	JZ    none
	ADDQ  ·topLabels(SB), AX
	CMPB  CX, -1(AX)
	JNE   out
	ANDQ  (AX), R15
	CMPQ  R15, DX
	JNE   out
	MOVQ  link-24(SP), DX
	CMPQ  DX, room-32(SP)
	JEQ   out
	LEAL  (SI)(R10*1), AX
	MOVL  AX, link_start(DX)
	LEAL  (R14)(CX*1), AX
	ADDL  R10, AX
	MOVL  AX, link_end(DX)
	ADDQ  $8, DX
	MOVQ  DX, link-24(SP)

add:
	MOVQ   CX, R15
	MOVQ   second-48(SP), DX
	XORQ   hot_key+Key_a(DI), DX
	MULXQ  hot_key+Key_b(DI), DX, AX
	XORQ   AX, DX
	MOVQ   DX, 8(R11)
	MOVQ   R13, AX
	MOVL   AX, Term_First(R12)
	MOVL   AX, Term_Last(R12)
	SHRQ   $32, AX
	MOVL   AX, (Term__size+Term_First)(R12)
	MOVL   AX, (Term__size+Term_Last)(R12)
	MOVL   flags-16(SP), AX
	MOVL   AX, Term_Kind(R12)
	MOVL   AX, (Term__size+Term_Kind)(R12)
	LEAL   (SI)(R10*1), AX
	MOVL   AX, Term_start(R12)
	ADDL   R9, AX
	MOVL   AX, Term_end(R12)
	INCL   AX
	MOVL   AX, (Term__size+Term_start)(R12)
	ADDL   CX, AX
	MOVL   AX, (Term__size+Term_end)(R12)
	LEAQ   (R14)(R15*1), R14 // the end
	MOVQ   R15, DX
	ADDQ   R9, DX
	SUBQ   DX, BX
	SHRXQ  R15, R8, R8
	SHRQ   $1, R8
	BOTH
	MOVQ   AX, DX
	XORQ   hot_key+Key_a(DI), DX
	MULXQ  CX, DX, AX
	XORQ   AX, DX
	MOVQ   DX, (R11)
	ADDQ   $16, R11
	ADDQ   $(2*Term__size), R12
	MOVQ   $0x200000002, AX
	ADDQ   AX, R13
	MOVQ   R14, done-40(SP)
	CMPB   (R14), $' '
	JNE    out
	LEAQ   1(R14), SI
	SUBQ   $2, BX
	CMPQ   BX, $28
	JGE    next
	JMP    words

none: // two numbers?
	MOVBLZX -2(R14), AX
	SUBL    $'0', AX
	CMPL    AX, $9
	JHI     add
	MOVBLZX (R14), AX
	SUBL    $'0', AX
	CMPL    AX, $9
	JHI     add

out:
	MOVQ link-24(SP), AX
	SUBQ links_base+16(FP), AX
	SHRQ $3, AX
	MOVQ AX, used+48(FP)
	MOVQ done-40(SP), AX
	TESTQ AX, AX
	JZ   nothing
	SUBQ hot_low(DI), AX
	MOVL R13, hot_pos(DI)
	SUBQ hot_hashes(DI), R11
	SHRQ $3, R11
	MOVQ R11, hot_n(DI)

nothing:
	MOVQ AX, next+40(FP)
	RET
