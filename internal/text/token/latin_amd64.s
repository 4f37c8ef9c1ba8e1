//go:build !purego

#include "go_asm.h"
#include "textflag.h"
#include "latin_fold_amd64.h"
#include "where_amd64.h"

// func latin(h *hot, blocks *block, buf *byte, used, most int, links []link) (next, usedNow, linked, since int)
//
// SI is where the 64 bytes begin, R15 where in buf the next head goes, R11 and R12 where the next hash and term
// go. While the bytes are folded R8 has the letters and digits of ASCII, R10 what is left to look at, R14 what is
// special, R9 and R13 the last bytes of letters of two and three that fold to one.
TEXT ·latin(SB), NOSPLIT, $288-96
	MOVQ h+0(FP), DI
	WHERE
	MOVQ SI, next-8(SP)
	MOVQ buf+16(FP), R15
	MOVQ R15, AX
	ADDQ most+32(FP), AX
	MOVQ AX, most-16(SP)
	ADDQ used+24(FP), R15
	MOVQ links_base+40(FP), AX
	MOVQ AX, link-248(SP)
	MOVQ $0, since+88(FP)
	MOVBLZX hot_flags(DI), AX
	SHLL $8, AX
	MOVL AX, kind-24(SP)
	MOVQ R13, AX // the first and the last place of a word are the same
	SHLQ $32, AX
	ORQ  AX, R13
	MOVQ R13, place-72(SP)
	XORL AX, AX
	MOVQ AX, inner-176(SP) // the apostrophes of the word at hand, and whether it is more than a word

window:
	CMPQ R15, most-16(SP)
	JHI  out
	MOVQ links_cap+56(FP), AX
	SHLQ $3, AX
	ADDQ links_base+40(FP), AX
	SUBQ link-248(SP), AX
	CMPQ AX, $(8*const_latinLinks)
	JLT  out
	MOVQ hot_low(DI), DX
	ADDQ (hot_low+8)(DI), DX
	SUBQ $16, DX // what stands behind the text
	LEAQ 48(SI), BX
	CMPQ BX, DX
	JHI  single
	CMPQ SI, hot_low(DI)
	JEQ  single
	VPBROADCASTB ·latinParts+7(SB), Y15
	HALF(0, CX)
	HALF(32, AX)
	VZEROUPPER
	SHLQ $32, AX
	ORQ  CX, AX
	MOVQ AX, many-208(SP)
	JMP  copied

single:
	XORL AX, AX
	MOVQ AX, many-208(SP)
	COPY(0, scratch-152(SP))
	COPY(16, scratch-136(SP))
	COPY(32, scratch-120(SP))
	COPY(48, scratch-104(SP))

copied:
	MOVQ SI, CX
	SUBQ hot_low(DI), CX
	MOVQ CX, AX
	ANDQ $~63, AX
	ADDQ blocks+8(FP), AX
	BITS(block_under, R14)
	BITS(block_special, R9)
	ORQ  R9, R14
	BITS(block_word, R8)
	BITS(block_join, DX)
	BITS(block_sign, R10)
	ORQ  R10, DX
	BITS(block_high, R10)
	MOVQ R10, high-192(SP)

	// Apostrophes, commas, semicolons, full stops, _, @ and # may go on or part words: looked at once the letters are known.
	MOVQ $62, limit-200(SP)
	XORL BX, BX
	MOVQ BX, dots-216(SP)
	ANDQ R9, DX
	JZ   soft
	MOVQ $const_latinJoints, R13
joint:
	TZCNTQ DX, CX
	MOVBLZX (SI)(CX*1), AX
	SUBL $' ', AX
	BTQ  AX, R13
	JCC  soft
	BTRQ CX, R14
	BTSQ CX, BX
	BLSRQ DX, DX
	JNZ  joint

soft:
	MOVQ BX, joints-168(SP)
	ANDNQ R14, R10, AX
	BLSMSKQ AX, AX
	ANDQ AX, R10 // what stands behind a sign that ends it is not looked at
	MOVL $62, BX
	BZHIQ BX, R10, R10 // what begins behind may end beyond the 64 bytes
	LEAQ (R10)(R10*1), R9
	ANDQ many-208(SP), R9 // the last bytes of those folded
	MOVQ R9, AX
	SHRQ $1, AX
	ORQ  R9, AX
	ANDNQ R10, AX, R10
	XORL R13, R13
	MOVQ R13, others-32(SP) // bytes of marks, and of letters that fold to two
	MOVQ R13, pairs-40(SP)  // those of the letters alone
	MOVQ R13, signs-48(SP)  // bytes of signs that part words

char:
	TZCNTQ R10, CX
	JCS  folded
	MOVL (SI)(CX*1), AX
	MOVL AX, BX
	ANDL $0xC0E0, BX
	CMPL BX, $0x80C0
	JNE  three
	PEXTL ·latinBits+0(SB), AX, BX
	LEAQ ·latinFolds(SB), DX
	MOVBLZX (DX)(BX*1), DX
	TESTB DL, DL
	JLE  rare
	INCQ CX
	MOVB DL, scratch-152(SP)(CX*1)
	BTSQ CX, R9
	BLSRQ R10, R10
	BLSRQ R10, R10
	JMP  char

three:
	MOVL AX, BX
	ANDL $0xC0FCFF, BX
	CMPL BX, $0x80B8E1
	JNE  sign
	PEXTL ·latinBits+4(SB), AX, BX
	LEAQ ·latinFolds(SB), DX
	MOVBLZX const_latinHas(DX)(BX*1), DX
	TESTL DX, DX
	JZ   unknown
	ADDQ $2, CX
	MOVB DL, scratch-152(SP)(CX*1)
	BTSQ CX, R13
	BLSRQ R10, R10
	BLSRQ R10, R10
	BLSRQ R10, R10
	JMP  char

	// What the bytes are: R8 letters, R9 the bytes of characters beyond ASCII that are in words, R10 and R14 where words
	// begin and end.
folded:
	MOVQ R9, AX
	SHRQ $1, AX
	MOVQ R13, BX
	SHRQ $1, BX
	ORQ  R13, R9
	ORQ  R9, R8
	ORQ  BX, AX
	SHRQ $1, BX
	ORQ  pairs-40(SP), R8
	ORQ  AX, R9
	ORQ  BX, R9
	ORQ  others-32(SP), R9
	XORL AX, AX
	MOVQ AX, quotes-160(SP) // where the apostrophes in words begin
	MOVQ joints-168(SP), R10
	TESTQ R10, R10
	JNZ  joints

known:
	MOVQ R8, AX
	ORQ  R9, AX
	LEAQ (AX)(AX*1), DX
	ANDNQ AX, DX, R10
	ANDNQ DX, AX, AX
	MOVQ R9, BX
	ORQ  signs-48(SP), BX
	ANDNQ R14, BX, R14
	MOVQ pairs-40(SP), BX
	ANDNQ others-32(SP), BX, BX
	ANDQ R10, BX // a mark that stands alone
	ORQ  BX, R14
	BTSQ $62, R14
	BLSMSKQ R14, BX
	MOVQ BX, known-56(SP) // up to where words may end
	SHRQ $1, BX
	ANDQ BX, AX
	MOVQ dots-216(SP), DX
	TESTQ DX, DX
	JNZ  whole

ends:
	MOVQ AX, R14
	MOVQ place-72(SP), R13
	TESTQ R14, R14
	JZ   out

word:
	TZCNTQ R10, CX
	TZCNTQ R14, AX
	BLSRQ R10, R10
	BLSRQ R14, R14
	MOVQ AX, BX
	SUBQ CX, BX
	CMPQ BX, $16
	JHI  out
	SHRXQ CX, quotes-160(SP), DX
	BZHIQ BX, DX, DX
	JNZ  quoted

simple:
	MOVQ R13, Term_First(R12) // and Term_Last
	ADDQ ·latinBits+8(SB), R13
	MOVL kind-24(SP), DX
	MOVL DX, Term_Kind(R12)
	ADDQ SI, AX
	MOVQ AX, next-8(SP)
	SHRXQ CX, R9, DX
	BZHIQ BX, DX, DX
	TESTQ DX, DX
	JNZ  holed
	LEAQ (SI)(CX*1), AX
	SUBQ hot_low(DI), AX
	ADDL hot_base(DI), AX
	MOVL AX, Term_start(R12)
	ADDL BX, AX
	MOVL AX, Term_end(R12)
	LEAQ ·masks(SB), DX
	SHLQ $4, BX
	MOVQ (SI)(CX*1), AX
	ANDQ (DX)(BX*1), AX
	MOVQ 8(DX)(BX*1), DX
	ANDQ 8(SI)(CX*1), DX
	JMP  hash

holed:
	SUBQ hot_low(DI), AX
	MOVL AX, 4(R15)
	SUBL BX, AX
	MOVL AX, (R15)
	ADDQ $8, R15
	MOVQ R15, AX
	SUBQ buf+16(FP), AX
	MOVL AX, Term_start(R12)
	SHRXQ CX, R8, DX
	BZHIQ BX, DX, BX // its letters
	MOVQ BX, letters-184(SP)
	POPCNTQ BX, DX
	ADDL DX, AX
	MOVL AX, Term_end(R12)
	CMPL BX, $0xFF
	JHI  long
	MOVQ scratch-152(SP)(CX*1), AX
	PDEPQ ·eachByte(SB), BX, BX
	IMUL3Q $255, BX, BX
	PEXTQ BX, AX, AX
	MOVQ AX, (R15)
	ADDQ DX, R15
	XORL DX, DX
	JMP  hash

long: // of letters in more than eight bytes
	MOVQ R15, form-64(SP)
	ADDQ DX, R15
	LEAQ scratch-152(SP)(CX*1), CX
	MOVQ BX, DX
	PDEPQ ·eachByte(SB), DX, DX
	IMUL3Q $255, DX, DX
	MOVQ (CX), AX
	PEXTQ DX, AX, AX
	MOVQ BX, DX
	SHRQ $8, DX
	PDEPQ ·eachByte(SB), DX, DX
	IMUL3Q $255, DX, DX
	MOVQ 8(CX), CX
	PEXTQ DX, CX, DX
	MOVBLZX BX, CX
	POPCNTQ CX, CX
	LEAQ -8(CX*8), CX // the bits of all but one of those of the first eight bytes that are letters
	SHLXQ CX, DX, BX
	SHLQ $8, BX
	ORQ  BX, AX
	ADDQ $8, CX
	NEGQ CX
	SHRXQ CX, DX, DX
	MOVQ form-64(SP), BX
	MOVQ AX, (BX)
	MOVQ DX, 8(BX)

hash: // of AX and DX
	XORQ hot_key+Key_a(DI), AX
	XORQ hot_key+Key_b(DI), DX
	MULXQ AX, AX, DX
	XORQ DX, AX
	MOVQ AX, (R11)
	ADDQ $8, R11
	ADDQ $Term__size, R12
	CMPQ inner-176(SP), $0
	JNE  second

added:
	TESTQ R14, R14
	JNZ  word

	// If nothing ended them but that the 64 bytes do, the next word is read so, too.
	MOVQ known-56(SP), AX
	LZCNTQ AX, AX
	XORQ $63, AX
	CMPQ AX, limit-200(SP)
	JNE  out
	MOVQ hot_low(DI), DX
	ADDQ (hot_low+8)(DI), DX
	SUBQ $const_slack, DX
	TZCNTQ R10, CX
	CMPQ CX, AX
	JLS  next
	MOVQ AX, CX // or what stands there, but for the rest of a sign

continued:
	LEAQ (SI)(CX*1), BX
	CMPQ BX, DX
	JCC  out
	MOVBLZX (BX), BX
	SHRL $6, BX
	CMPL BX, $2
	JNE  next
	INCQ CX
	JMP  continued

next:
	ADDQ CX, SI
	CMPQ SI, DX
	JCC  out
	MOVQ R13, place-72(SP)
	JMP  window

out: // of a word that is not added
	MOVQ next-8(SP), CX
	MOVL R13, hot_pos(DI)
	SUBQ hot_low(DI), CX
	MOVQ CX, next+64(FP)
	SUBQ buf+16(FP), R15
	MOVQ R15, usedNow+72(FP)
	MOVQ link-248(SP), AX
	SUBQ links_base+40(FP), AX
	SHRQ $3, AX
	MOVQ AX, linked+80(FP)
	SUBQ hot_hashes(DI), R11
	SHRQ $3, R11
	MOVQ R11, hot_n(DI)
	RET

#include "latin_rare_amd64.h"
#include "latin_joints_amd64.h"
#include "latin_dots_amd64.h"
#include "latin_second_amd64.h"
