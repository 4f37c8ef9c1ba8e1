//go:build !purego

#include "go_asm.h"
#include "textflag.h"
#include "where_amd64.h"

// func contracted(h *hot, blocks *block, buf *byte, used, most int) (next, usedNow int)
//
// SI is the word at hand, R14 where in buf its head goes; R11 and R12 are where the next hash and term go, R13
// the place of the next word. R8 tells of the bytes from SI on, as far as it knows them, which are no letters or digits,
// and R9 which are special and begin no entity: words that follow wait for nothing but them.
TEXT ·contracted(SB), NOSPLIT, $32-56
	MOVQ h+0(FP), DI
	WHERE
	MOVQ SI, next-8(SP)
	MOVQ buf+16(FP), R14
	MOVQ R14, AX
	ADDQ most+32(FP), AX
	MOVQ AX, most-16(SP)
	ADDQ used+24(FP), R14

more: // bits of the 64 bytes from SI on
	MOVQ SI, known-24(SP)
	MOVQ SI, CX
	SUBQ hot_low(DI), CX
	MOVQ CX, AX
	ANDQ $~63, AX
	ADDQ blocks+8(FP), AX
	MOVQ block_word(AX), R8
	MOVQ (block__size+block_word)(AX), BX
	SHRQ CX, BX, R8
	NOTQ R8
	MOVQ block_sign(AX), R9
	MOVQ (block__size+block_sign)(AX), BX
	ANDNQ block_special(AX), R9, R9
	ANDNQ (block__size+block_special)(AX), BX, BX
	SHRQ CX, BX, R9

word:
	CMPQ R14, most-16(SP)
	JHI  done
	TZCNTQ R8, BX // the length of the first part
	LEAQ -1(BX), AX
	CMPQ AX, $6
	JHI  out
	MOVL (SI)(BX*1), AX
	LEAQ 1(BX), CX // where the second part begins
	CMPB AL, $0x27
	JEQ  second
	LEAQ 3(BX), CX
	ANDL $0xFFFFFF, AX
	CMPL AX, $0x9980E2
	JNE  out

second:
	SHRXQ CX, R8, R10
	TZCNTQ R10, R10 // its length
	LEAQ (BX)(R10*1), AX
	CMPQ AX, $16
	JHI  out
	CMPQ AX, BX
	JEQ  out
	ADDQ CX, R10 // where it ends
	BTQ  R10, R9
	JCS  out
	MOVBLZX -1(SI)(BX*1), DX
	CMPB DX, $'l'
	JEQ  out
	CMPB DX, $'u'
	JEQ  out // as in mayBeElided
	CMPQ BX, $2
	JHI  unelided
	JEQ  two
	SUBL $'a', DX
	CMPL DX, $26
	JCC  one
	MOVL $const_elidedLetters, R15
	BTL  DX, R15
	JCS  out
one:
	ADDL $'a', DX
	JMP  unelided
two:
	CMPB (SI), $'u'
	JEQ  out

unelided:
	XORB (SI)(CX*1), DX
	TESTB $0x40, DX
	JNZ  out // a digit beside a letter

	// Both parts as one: R15 and DX.
	MOVQ CX, second-32(SP)
	SHLQ $3, BX
	BZHIQ BX, (SI), R15
	MOVQ 8(SI)(CX*1), DX
	MOVQ (SI)(CX*1), CX
	SHLXQ BX, DX, DX
	SHLXQ BX, CX, BX
	ORQ  BX, R15
	MOVQ AX, BX
	SUBQ R10, BX
	ADDQ second-32(SP), BX
	SHLQ $3, BX
	NEGQ BX
	SHRXQ BX, CX, CX
	ORQ  CX, DX
	MOVQ AX, BX
	SHLQ $4, BX
	LEAQ ·masks(SB), CX
	ANDQ (CX)(BX*1), R15
	ANDQ 8(CX)(BX*1), DX
	MOVQ SI, BX
	SUBQ hot_low(DI), BX
	MOVL BX, (R14)
	ADDL R10, BX
	MOVL BX, 4(R14)
	MOVQ R15, 8(R14)
	MOVQ DX, 16(R14)
	XORQ hot_key+Key_a(DI), R15
	XORQ hot_key+Key_b(DI), DX
	MULXQ R15, CX, DX
	XORQ DX, CX
	MOVQ CX, (R11)
	ADDQ $8, R11
	ADDQ $8, R14
	MOVQ R14, BX
	SUBQ buf+16(FP), BX
	MOVL BX, Term_start(R12)
	ADDL AX, BX
	MOVL BX, Term_end(R12)
	ADDQ AX, R14
	MOVL R13, Term_First(R12)
	MOVL R13, Term_Last(R12)
	MOVBLZX hot_flags(DI), DX
	SHLL $8, DX
	MOVL DX, Term_Kind(R12)
	ADDQ $Term__size, R12

	// The second form, of 's and of what hangs on a word: see text.IsHung.
	MOVQ second-32(SP), CX
	MOVQ R10, BX
	SUBQ CX, BX
	MOVWLZX (SI)(CX*1), CX
	CMPQ BX, $1
	JNE  longer
	CMPB CX, $'s'
	JEQ  stem
	MOVBLZX CX, CX
	SUBL $'a', CX
	MOVL $const_contractedLetters, R15
	BTL  CX, R15
	JCS  next
	JMP  hung
longer:
	CMPQ BX, $2
	JHI  hung
	CMPL CX, $('l'|'l'<<8)
	SETEQ R15
	CMPL CX, $('r'|'e'<<8)
	SETEQ BX
	ORL  BX, R15
	CMPL CX, $('v'|'e'<<8)
	SETEQ BX
	ORL  BX, R15
	MOVL $2, BX
	TESTB R15, R15
	JNZ  next
hung: // on two letters and more, and no number
	SUBQ BX, AX
	CMPQ AX, $2
	JCS  next
	TESTB $0x40, -1(SI)(AX*1)
	JZ   next
	JMP  also
stem:
	DECQ AX // the length of the first part
also:
	ORL  $(const_Also<<8), DX
	MOVL DX, Term_Kind(R12)
	MOVL R13, Term_First(R12)
	MOVL R13, Term_Last(R12)
	MOVQ SI, DX
	SUBQ hot_low(DI), DX
	ADDL hot_base(DI), DX
	MOVL DX, Term_start(R12)
	ADDL AX, DX
	MOVL DX, Term_end(R12)
	ADDQ $Term__size, R12
	SHLQ $3, AX
	BZHIQ AX, (SI), AX
	XORQ hot_key+Key_a(DI), AX
	MOVQ hot_key+Key_b(DI), DX
	MULXQ AX, AX, DX
	XORQ DX, AX
	MOVQ AX, (R11)
	ADDQ $8, R11

next:
	INCL R13
	ADDQ R10, SI
	MOVQ SI, next-8(SP)
	CMPB (SI), $' '
	JNE  done
	INCQ SI
	INCQ R10
	SHRXQ R10, R8, R8
	SHRXQ R10, R9, R9
	JMP  word

out: // of a word that is not added, unless too little is known of it
	CMPQ SI, known-24(SP)
	JNE  more

done:
	MOVQ next-8(SP), SI
	SUBQ hot_low(DI), SI
	MOVQ SI, next+40(FP)
	SUBQ buf+16(FP), R14
	MOVQ R14, usedNow+48(FP)
	MOVL R13, hot_pos(DI)
	SUBQ hot_hashes(DI), R11
	SHRQ $3, R11
	MOVQ R11, hot_n(DI)
	RET
