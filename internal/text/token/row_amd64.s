//go:build !purego

#include "go_asm.h"
#include "textflag.h"
#include "where_amd64.h"

DATA ·threeOf+0(SB)/4, $0x0F3F3F00
GLOBL ·threeOf(SB), RODATA|NOPTR, $4

// THREE leaves in DX the character of three bytes whose bytes are AX; or it goes on at not.
#define THREE(not) \
	MOVL   AX, DX; \
	ANDL   $0xC0C0F0, DX; \
	CMPL   DX, $0x8080E0; \
	JNE    not; \
	BSWAPL AX; \
	PEXTL  ·threeOf(SB), AX, DX; \
	CMPL   DX, $0x800; \
	JCS    not

// KNOWN leaves in AX what is known of the character DX.
#define KNOWN \
	MOVL    DX, AX; \
	MOVL    DX, R9; \
	SHRL    $6, AX; \
	ANDL    $63, R9; \
	MOVWLZX (R13)(AX*2), AX; \
	SHLL    $6, AX; \
	ORL     R9, AX; \
	MOVL    (R15)(AX*4), AX

// func row(h *hot, to int, flags uint64) (next int)
//
// SI is the character at hand, R8 the beginning of its word, BX and CX the last character of it and what is known
// of that. R11 and R12 are where the next hash and term go, R10 makes of a pointer into the text a place in
// buf. R13 is blockOf, R15 chars, R14 the kind and the flags of the next term.
TEXT ·row(SB), NOSPLIT, $24-32
	MOVQ h+0(FP), DI
	WHERE
	SUBQ SI, R10
	MOVQ to+8(FP), AX
	ADDQ hot_low(DI), AX
	MOVQ AX, to-8(SP)
	MOVQ flags+16(FP), R14
	SHLL $8, R14
	LEAQ ·blockOf(SB), R13
	LEAQ ·chars(SB), R15
	MOVQ SI, end-24(SP)
	CMPQ SI, AX
	JCC  done
	MOVL (SI), AX
	THREE(done)
	KNOWN
	MOVL AX, known-16(SP)

word: // that DX begins
	MOVL DX, R9
	SUBL $const_firstHan, R9
	CMPL R9, $(const_lastHan-const_firstHan)
	MOVL $const_unspaced, CX
	JLS  begun
	MOVL known-16(SP), AX
	MOVL AX, CX
	ANDL $~const_knot, AX
	CMPL AX, $const_unspaced
	JEQ  begun
	CMPL AX, $(const_unspaced|const_katakana)
	JEQ  begun

	// A sign that parts words, but for the two of full width that begin entities: behind it may stand another that is not
	// glued.
	TESTL $const_easyMask, AX
	JNZ  done
	CMPL DX, $0xFF03
	JEQ  done
	CMPL DX, $0xFF20
	JEQ  done
	MOVBLZX hot_flags(DI), R14
	SHLL $8, R14
	ADDQ $3, SI
	CMPQ SI, to-8(SP)
	JCC  done
	MOVL (SI), AX
	THREE(done)
	KNOWN
	MOVL AX, known-16(SP)
	JMP  word

begun:
	MOVQ SI, R8

marked:
	MOVL DX, BX
	ADDQ $3, SI

mark:
	CMPQ SI, to-8(SP)
	JCC  last
	MOVL (SI), AX
	TESTB AL, AL
	JNS  ascii
	THREE(out)
	MOVL DX, R9
	SUBL $const_firstHan, R9
	CMPL R9, $(const_lastHan-const_firstHan)
	JLS  add
	KNOWN
	MOVL AX, known-16(SP)
	MOVL AX, R9
	ANDL $(const_classMask|const_invisible), R9
	CMPL R9, $const_extend
	JEQ  mark2
	JHI  out // invisible
	CMPL R9, $const_extendNumLet
	JEQ  out
	CMPL R9, $const_katakana
	JNE  add
	MOVL AX, R9
	ANDL $const_easyMask, R9
	CMPL R9, $(const_unspaced|const_katakana)
	JEQ  add
	JMP  out

mark2:
	MOVL AX, R9
	ANDL $(const_classMask|const_invisible|const_marking|const_foldMask<<const_foldShift), R9
	CMPL R9, $(const_extend|const_marking)
	JNE  out
	TESTL $(const_ordered|const_together), AX
	JZ   begun2
	TESTL $const_knot, CX
	JZ   begun2
	MOVL DX, R9 // in order?
	ANDL $~0x80, R9
	SUBL $const_firstTone, R9
	CMPL R9, $4
	JCC  out
	XORL DX, BX
	CMPL BX, $0x80
	JCC  out

begun2:
	MOVL AX, CX
	JMP  marked

ascii:
	CMPB AL, $'_'
	JEQ  out

last:
	XORL DX, DX // nothing follows

add:
	MOVQ SI, R9
	SUBQ R8, R9
	CMPQ R9, $16
	JHI  out
	MOVL R14, Term_Kind(R12)
	MOVL hot_pos(DI), AX
	MOVL AX, Term_First(R12)
	MOVL AX, Term_Last(R12)
	INCL AX
	MOVL AX, hot_pos(DI)
	LEAL (R8)(R10*1), AX
	MOVL AX, Term_start(R12)
	LEAL (SI)(R10*1), AX
	MOVL AX, Term_end(R12)
	MOVBLZX hot_flags(DI), R14
	ORL  $const_Glued, R14
	SHLL $8, R14
	MOVL DX, BX
	LEAQ ·masks(SB), AX
	SHLQ $4, R9
	MOVQ (AX)(R9*1), DX
	MOVQ 8(AX)(R9*1), AX
	ANDQ (R8), DX
	ANDQ 8(R8), AX
	XORQ hot_key+Key_a(DI), DX
	XORQ hot_key+Key_b(DI), AX
	MULXQ AX, AX, DX
	XORQ DX, AX
	MOVQ AX, (R11)
	ADDQ $8, R11
	ADDQ $Term__size, R12
	MOVQ SI, end-24(SP)
	MOVL BX, DX
	TESTL DX, DX
	JNZ  word

out: // what began at R8 is not added
done:
	MOVQ end-24(SP), R8
	SUBQ hot_low(DI), R8
	MOVQ R8, next+24(FP)
	SUBQ hot_hashes(DI), R11
	SHRQ $3, R11
	MOVQ R11, hot_n(DI)
	RET
