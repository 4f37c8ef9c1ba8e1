//go:build !purego

#include "go_asm.h"
#include "textflag.h"
#include "where_amd64.h"

DATA ·threeBytes+0(SB)/4, $0x0F3F3F00
GLOBL ·threeBytes(SB), RODATA|NOPTR, $4

// LETTER adds what is known of a character, DX, to the word, and the character of size bytes, AX, to its
// form.
#define LETTER(size, first, notFirst, knotty, untied, folded) \
	TESTL DX, DX; \
	JNS   stop; \
	CMPQ  SI, R8; \
	JEQ   first; \
notFirst: \
	ORL   DX, BX; \
	TESTL $(const_ordered|const_together|const_foldMask<<const_foldShift), DX; \
	JNZ   knotty; \
	MOVL  AX, (R9); \
	ADDQ  $size, SI; \
	ADDQ  $size, R9; \
	MOVL  DX, CX; \
	JMP   char; \
first: \
	MOVL  DX, R10; \
	ANDL  $const_classMask, R10; \
	CMPL  R10, $const_extend; \
	JNE   notFirst; \
	JMP   out; \
knotty: \
	MOVL  DX, R10; \
	SHRL  $const_foldShift, R10; \
	ANDL  $const_foldMask, R10; \
	TESTL $(const_ordered|const_together), DX; \
	JZ    untied; \
	CMPL  R10, $const_noFold; \
	JEQ   untied; \
	TESTL $const_knot, CX; \
	JNZ   tied; \
untied: \
	ADDQ  $size, SI; \
	TESTL R10, R10; \
	JNZ   folded; \
	MOVL  AX, (R9); \
	ADDQ  $size, R9; \
	MOVL  DX, CX; \
	JMP   char

// func lettered(h *hot, buf *byte, used, most int) (next, usedNow int)
//
// SI is the character at hand, R8 the beginning of its word, R14 and R9 where in buf its head is to be
// and where its form ends. BX has the bits of all its characters, CX those of the last that is not folded away. R11 is
// where the next hash goes, R12 blockOf, R15 chars.
TEXT ·lettered(SB), NOSPLIT, $64-48
	MOVQ h+0(FP), DI
	WHERE
	MOVQ R12, term-8(SP)
	MOVQ R12, named-48(SP) // from this term on the hashes are to be made
	MOVQ R11, slot-56(SP)
	SUBQ SI, R10
	MOVQ R10, base-16(SP) // what makes of a pointer into the text a place in buf
	MOVQ SI, next-24(SP)
	MOVQ buf+8(FP), R14
	MOVQ R14, AX
	ADDQ most+24(FP), AX
	MOVQ AX, most-32(SP)
	ADDQ used+16(FP), R14
	LEAQ ·blockOf(SB), R12
	LEAQ ·chars(SB), R15
	LEAQ ·masks(SB), R13

word:
	CMPQ R14, most-32(SP)
	JHI  out
	LEAQ 8(R14), R9
	LEAQ const_mostLettered(R9), AX
	MOVQ AX, full-40(SP)
	MOVQ SI, R8
	XORL BX, BX
	XORL CX, CX

char:
	CMPQ R9, full-40(SP)
	JCC  out
	MOVL (SI), AX
	TESTB AL, AL
	JS   high
	MOVBLZX AL, DX
	SUBL $'0', DX
	CMPL DX, $10
	JCS  ascii
	SUBL $('a'-'0'), DX
	CMPL DX, $26
	JCC  end

ascii:
	MOVB AL, (R9)
	INCQ R9
	INCQ SI
	XORL CX, CX
	JMP  char

high:
	CMPB AL, $0xE0
	JCC  three
	CMPB AL, $0xC2
	JCS  out
	MOVBLZX AH, DX
	MOVBLZX AL, R10
	SUBL $0x80, DX
	CMPL DX, $0x40
	JCC  out
	SHLL $6, R10
	ADDL R10, DX
	MOVL (-4*(0xC0<<6))(R15)(DX*4), DX
	LETTER(2, first2, notFirst2, knotty2, untied2, folded)

three:
	MOVL AX, DX
	ANDL $0xC0C0F0, DX
	CMPL DX, $0x8080E0
	JNE  out
	MOVL AX, DX
	BSWAPL DX
	PEXTL ·threeBytes(SB), DX, DX
	CMPL DX, $0x800
	JCS  out
	MOVL DX, R10
	SHRL $6, R10
	ANDL $63, DX
	MOVWLZX (R12)(R10*2), R10
	SHLL $6, R10
	ORL  R10, DX
	MOVL (R15)(DX*4), DX
	LETTER(3, first3, notFirst3, knotty3, untied3, folded)

	// Behind a letter that is its own fold, what is ordered stays where it is, and vowels alone join no syllable; see ties.
tied:
	TESTL $(const_foldMask<<const_foldShift), CX
	JNZ  out
	ANDL $const_classMask, CX
	CMPL CX, $const_extend
	JEQ  out
	TESTL $const_together, DX
	JZ   free
	LEAL -const_firstVowel(R10), CX
	CMPL CX, $const_vowels
	JCC  out
	CMPB -3(R9), $const_alone
	JEQ  out

free:
	CMPB AL, $0xE0
	JCS  untied2
	JMP  untied3

folded:
	CMPL R10, $const_noFold
	JEQ  char
	MOVL DX, CX
	LEAQ ·foldAt(SB), DX
	MOVWLZX (DX)(R10*2), AX
	MOVWLZX 2(DX)(R10*2), DX
	SUBL AX, DX
	CMPL DX, $4
	JHI  out
	MOVQ ·folds(SB), R10
	MOVL (R10)(AX*1), AX
	MOVL AX, (R9)
	ADDQ DX, R9
	JMP  char

	// What stands behind the word: a character beyond ASCII that parts it, or ASCII.
stop:
	ANDL $(const_classMask|const_invisible), DX
	JZ   add
	CMPL DX, $const_midNum // the comma of Arabic
	JNE  out
	CMPB AL, $0xE0
	JCC  out
	CMPB 2(SI), $' '
	JNE  out
	JMP  add

end:
	CMPB AL, $' '
	JEQ  add
	CMPB AL, $0x27
	JEQ  out
	CMPB AL, $'"'
	JEQ  out
	CMPB AL, $'_'
	JEQ  out
	CMPB AL, $'.'
	JEQ  joint
	CMPB AL, $','
	JEQ  joint
	CMPB AL, $':'
	JEQ  joint
	CMPB AL, $';'
	JNE  add

joint:
	CMPB AH, $' '
	JHI  out

add:
	MOVQ R9, CX
	SUBQ R14, CX
	SUBQ $8, CX // the length of the form
	JZ   out
	MOVQ R8, R10
	ADDQ base-16(SP), R10
	TESTL $(const_foldMask<<const_foldShift), BX
	JZ   own
	MOVQ R8, DX
	SUBQ hot_low(DI), DX
	MOVL DX, (R14)
	ADDQ SI, DX
	SUBQ R8, DX
	MOVL DX, 4(R14)
	LEAQ 8(R14), R8
	MOVQ R8, R10
	SUBQ buf+8(FP), R10
	MOVQ R9, R14

own: // The form is at R8, in buf at R10.
	MOVQ term-8(SP), BX
	MOVL hot_pos(DI), DX
	MOVL DX, Term_First(BX)
	MOVL DX, Term_Last(BX)
	INCL DX
	MOVL DX, hot_pos(DI)
	MOVL R10, Term_start(BX)
	ADDL CX, R10
	MOVL R10, Term_end(BX)
	MOVBLZX hot_flags(DI), DX
	SHLL $8, DX
	MOVL DX, Term_Kind(BX)
	ADDQ $Term__size, BX
	MOVQ BX, term-8(SP)
	ADDQ $8, R11
	MOVQ SI, next-24(SP)

	// Another word, if it stands behind a space, or a sign and a space.
	MOVL (SI), AX
	INCQ SI
	CMPB AL, $' '
	JEQ  soon
	CMPB AH, $' '
	JNE  done
	INCQ SI
	CMPB AL, $'.'
	JEQ  soon
	CMPB AL, $','
	JNE  done

soon:
	MOVOU (SI), X0
	PMOVMSKB X0, AX
	TESTL $const_soonHigh, AX
	JZ   done
	MOVQ R11, AX
	SUBQ slot-56(SP), AX
	CMPQ AX, $(64*8)
	JCS  word
	JMP  hashes

out: // of a word that is not added
done:
	XORL SI, SI

	// The hashes of the words since: each as it is added would wait for its form to be written.
hashes:
	MOVQ slot-56(SP), BX
	MOVQ named-48(SP), R9

hash:
	CMPQ BX, R11
	JCC  hashed
	MOVL Term_start(R9), R8
	MOVL Term_end(R9), CX
	SUBL R8, CX
	ADDQ buf+8(FP), R8
	MOVQ hot_key+Key_a(DI), R10

sixteen:
	CMPQ CX, $16
	JLS  rest
	MOVQ 8(R8), AX
	MOVQ (R8), DX
	XORQ hot_key+Key_b(DI), AX
	XORQ R10, DX
	MULXQ AX, R10, DX
	XORQ DX, R10
	XORQ hot_key+Key_c(DI), R10
	ADDQ $16, R8
	SUBQ $16, CX
	JMP  sixteen

rest:
	SHLQ $4, CX
	MOVQ (R13)(CX*1), DX
	MOVQ 8(R13)(CX*1), AX
	ANDQ (R8), DX
	ANDQ 8(R8), AX
	XORQ R10, DX
	XORQ hot_key+Key_b(DI), AX
	MULXQ AX, AX, DX
	XORQ DX, AX
	MOVQ AX, (BX)
	ADDQ $8, BX
	ADDQ $Term__size, R9
	JMP  hash

hashed:
	MOVQ BX, slot-56(SP)
	MOVQ R9, named-48(SP)
	TESTQ SI, SI
	JNZ  word
	MOVQ next-24(SP), SI
	SUBQ hot_low(DI), SI
	MOVQ SI, next+32(FP)
	SUBQ buf+8(FP), R14
	MOVQ R14, usedNow+40(FP)
	SUBQ hot_hashes(DI), R11
	SHRQ $3, R11
	MOVQ R11, hot_n(DI)
	RET
