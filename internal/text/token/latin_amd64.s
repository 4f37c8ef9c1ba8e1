//go:build !purego

#include "go_asm.h"
#include "textflag.h"
#include "where_amd64.h"

DATA ·latinBits+0(SB)/4, $0x3F1F
DATA ·latinBits+4(SB)/4, $0x3F0300
DATA ·latinBits+8(SB)/8, $0x100000001
GLOBL ·latinBits(SB), RODATA|NOPTR, $16

// BITS leaves in out what a field of the blocks at AX says of the 64 bytes from CX on.
#define BITS(field, out) \
	MOVQ field(AX), out; \
	MOVQ (block__size+field)(AX), BX; \
	SHRQ CX, BX, out

// COPY copies the sixteen bytes at SI+at, if text stands there.
#define COPY(at, to) \
	LEAQ  at(SI), BX; \
	CMPQ  BX, DX; \
	JHI   copied; \
	MOVOU at(SI), X0; \
	MOVOU X0, to

// PART leaves in y what makes VPSHUFB look up those of the bytes of Y0 whose upper half is that of at, and give 0
// for others.
#define PART(at, y) \
	VPBROADCASTB ·latinParts+at(SB), Y1; \
	VPXOR        Y0, Y1, y; \
	VPADDUSB     Y15, y, y

// LOOK adds to Y7 what a quarter of a table has of the bytes.
#define LOOK(at, y) \
	VBROADCASTI128 ·latinLetters+at(SB), Y6; \
	VPSHUFB        y, Y6, Y6; \
	VPOR           Y6, Y7, Y7

// LEAD adds to Y8 the letters of which the first byte, before each of Y0 in Y9, is first, and of which a table is at.
#define LEAD(first, at) \
	VPXOR        Y7, Y7, Y7; \
	LOOK(at, Y2); \
	LOOK(at+16, Y3); \
	LOOK(at+32, Y4); \
	LOOK(at+48, Y5); \
	VPBROADCASTB ·latinParts+first(SB), Y1; \
	VPCMPEQB     Y1, Y9, Y1; \
	VPAND        Y1, Y7, Y7; \
	VPOR         Y7, Y8, Y8

// HALF folds those of 32 bytes that are the last of a letter of two bytes from U+00C0 to U+017F, and leaves a bit for
// each in mask.
#define HALF(at, mask) \
	VMOVDQU   at(SI), Y0; \
	VMOVDQU   (at-1)(SI), Y9; \
	PART(0, Y2); \
	PART(1, Y3); \
	PART(2, Y4); \
	PART(3, Y5); \
	VPXOR     Y8, Y8, Y8; \
	LEAD(4, 0); \
	LEAD(5, 64); \
	LEAD(6, 128); \
	VPXOR     Y1, Y1, Y1; \
	VPCMPEQB  Y1, Y8, Y1; \
	VPAND     Y1, Y0, Y0; \
	VPOR      Y8, Y0, Y0; \
	VMOVDQU   Y0, scratch-(152-at)(SP); \
	VPMOVMSKB Y1, mask; \
	NOTL      mask

DATA ·latinParts+0(SB)/8, $0x70C5C4C3B0A09080
GLOBL ·latinParts(SB), RODATA|NOPTR, $8

// func latin(h *hot, blocks *block, buf *byte, used, most int) (next, usedNow int)
//
// SI is where the 64 bytes begin, R15 where in buf the next head goes, R11 and R12 where the next hash and term
// go. While the bytes are folded R8 has the letters and digits of ASCII, R10 what is left to look at, R14 what is
// special, R9 and R13 the last bytes of letters of two and three that fold to one.
TEXT ·latin(SB), NOSPLIT, $208-56
	MOVQ h+0(FP), DI
	WHERE
	MOVQ SI, next-8(SP)
	MOVQ buf+16(FP), R15
	MOVQ R15, AX
	ADDQ most+32(FP), AX
	MOVQ AX, most-16(SP)
	ADDQ used+24(FP), R15
	MOVBLZX hot_flags(DI), AX
	SHLL $8, AX
	MOVL AX, kind-24(SP)
	MOVQ R13, AX // the first and the last place of a word are the same
	SHLQ $32, AX
	ORQ  AX, R13
	MOVQ R13, place-72(SP)

window:
	CMPQ R15, most-16(SP)
	JHI  out
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

	// Apostrophes, commas, semicolons, _ and @ may go on or part words: looked at once the letters are known.
	MOVQ $62, limit-200(SP)
	XORL BX, BX
	ANDQ R9, DX
	JZ   soft
joint:
	TZCNTQ DX, CX
	MOVBLZX (SI)(CX*1), AX
	CMPB AL, $0x27
	JEQ  may
	CMPB AL, $','
	JEQ  may
	CMPB AL, $'_'
	JEQ  may
	CMPB AL, $'@'
	JEQ  may
	CMPB AL, $';'
	JNE  soft
may:
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

rare:
	MOVL $3, AX
	SHLXQ CX, AX, AX
	CMPB DL, $const_latinMark
	JEQ  other
	CMPB DL, $const_latinTwo
	JEQ  pair
	CMPB DL, $const_latinApart
	JNE  unknown
	ORQ  AX, signs-48(SP)
	JMP  rest

pair:
	LEAQ ·latinPairs(SB), DX
	MOVW (DX)(BX*2), DX
	MOVW DX, scratch-152(SP)(CX*1)
	ORQ  AX, pairs-40(SP)

other:
	ORQ  AX, others-32(SP)

rest: // all that is not of the character
	ANDNQ R10, AX, R10
	JMP  char

sign:
	MOVL AX, BX
	ANDL $0xC0FFFF, BX
	CMPL BX, $0x8080E2
	JNE  unknown
	SHRL $16, AX
	MOVQ ·latinSigns(SB), BX
	BTQ  AX, BX // the lower six bits
	JCC  mark
	MOVL $7, AX
	SHLXQ CX, AX, AX
	ORQ  AX, signs-48(SP)
	JMP  rest

mark: // U+2019
	CMPB AL, $0x99
	JNE  unknown
	MOVQ joints-168(SP), BX
	BTSQ CX, BX
	MOVQ BX, joints-168(SP)
	MOVL $7, AX
	SHLXQ CX, AX, AX
	JMP  rest

unknown: // words end before it, but if nothing begins there
	BLSRQ R10, R10
	BTQ  CX, R14
	JCC  char

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
	JNZ  beside

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
	MOVQ DX, inner-176(SP)
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
	MOVBLZX (SI)(CX*1), BX
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
	MOVL R13, hot_pos(DI)
	MOVQ next-8(SP), SI
	SUBQ hot_low(DI), SI
	MOVQ SI, next+40(FP)
	SUBQ buf+16(FP), R15
	MOVQ R15, usedNow+48(FP)
	SUBQ hot_hashes(DI), R11
	SHRQ $3, R11
	MOVQ R11, hot_n(DI)
	RET

	// Signs that may join words. CX is where one is, DX where what follows begins. Then BX and DX tell of what stands
	// before and behind: 1 a letter, 0 a digit.
beside:
	TZCNTQ R10, CX
	BLSRQ R10, R10
	MOVBLZX (SI)(CX*1), AX
	LEAQ 1(CX), DX
	CMPB AL, $0xE2
	JNE  after
	ADDQ $2, DX

after:
	CMPQ DX, $62
	JCC  beyond
	CMPB AL, $'@'
	JEQ  at
	LEAQ -1(CX), BX
	TESTQ CX, CX
	JZ   apart
	BTQ  BX, R8
	JCC  unlettered
	MOVBLZX scratch-152(SP)(BX*1), BX
	CMPL BX, $'9'
	SETHI BL
	BTQ  DX, R8
	JCC  lead
	MOVBLZX scratch-152(SP)(DX*1), DX
	CMPL DX, $'9'
	SETHI DL
	JMP  both

lead: // of a letter of more bytes
	BTQ  DX, R9
	JCC  unjoined
	SHRXQ DX, others-32(SP), DX
	TESTB $1, DL // a mark goes on what stands before the sign
	JNZ  stopped
	MOVL $1, DX

both:
	CMPB AL, $'_'
	JEQ  under
	CMPB AL, $','
	JEQ  comma
	CMPB AL, $';'
	JEQ  comma
	CMPL BX, DX
	JNE  apart
	MOVL $1, BX
	SHLXQ CX, BX, BX
	ORQ  BX, quotes-160(SP)
	CMPB AL, $0xE2
	JNE  inside
	IMUL3Q $7, BX, BX

inside:
	ORQ  BX, R9
	JMP  nextJoint

comma:
	ORL  BX, DX
	JZ   under
	JMP  apart

at: // a name that runs into a letter beyond ASCII is none
	SHRXQ DX, R8, BX
	NOTQ BX
	TZCNTQ BX, BX
	ADDQ BX, DX
	CMPQ DX, $62
	JCC  beyond
	MOVBLZX (SI)(DX*1), BX
	SUBL $0xC3, BX
	CMPL BX, $(0xC8-0xC3)
	JHI  stopped
	BTQ  DX, R9
	JCS  apart
	JMP  stopped

under: // kept like a letter
	BTSQ CX, R8
	JMP  nextJoint

stopped: // words end before it
	BTSQ CX, R14
	JMP  nextJoint

unlettered:
	BTQ  BX, R9 // a mark
	JCS  stopped
	JMP  apart

unjoined:
	SHRXQ DX, high-192(SP), BX
	TESTB $1, BL
	JZ   ascii
	SHRXQ DX, signs-48(SP), BX
	TESTB $1, BL
	JZ   stopped
	JMP  apart

ascii:
	BTQ  DX, R14 // as _
	JCS  stopped

apart:
	CMPB AL, $'_'
	JEQ  stopped
	MOVL $1, BX
	SHLXQ CX, BX, BX
	CMPB AL, $0xE2
	JNE  parted
	IMUL3Q $7, BX, BX

parted:
	ORQ  BX, signs-48(SP)

nextJoint:
	TESTQ R10, R10
	JNZ  beside
	JMP  known

beyond: // looked at again with the next 64 bytes
	BTSQ CX, R14
	MOVQ CX, limit-200(SP)
	JMP  known

	// A word at CX with apostrophes, DX. One of three letters and more before the first may be elided only if it
	// ends so.
quoted:
	MOVQ AX, form-64(SP)
	TZCNTQ DX, DX
	LEAQ (CX)(DX*1), AX
	MOVBLZX scratch-153(SP)(AX*1), AX
	CMPB AL, $'l'
	JEQ  elided
	CMPB AL, $'u'
	JNE  unelided

elided:
	SHRXQ CX, R8, AX
	BZHIQ DX, AX, AX
	POPCNTQ AX, AX
	CMPQ AX, $3
	JCC  out

unelided:
	MOVQ form-64(SP), AX
	JMP  simple

	// The second form of such a word: AX letters of the first at CX are left out, and DX are kept.
second:
	MOVQ letters-184(SP), BX
	POPCNTQ BX, DX
	MOVQ R15, CX
	SUBQ DX, CX
	LZCNTQ inner-176(SP), AX
	XORQ $63, AX
	SHRXQ AX, BX, AX
	BLSRQ AX, AX
	JNZ  elision // more than a letter stands behind the last
	CMPB -1(R15), $'s'
	JNE  elision
	DECQ DX
	XORL AX, AX
	JMP  also

elision:
	TZCNTQ inner-176(SP), AX
	BZHIQ AX, BX, AX
	POPCNTQ AX, AX
	CMPQ AX, $1
	JNE  two
	MOVBLZX (CX), BX
	SUBL $'a', BX
	CMPL BX, $26
	JCC  added
	MOVL $const_elidedLetters, AX
	BTL  BX, AX
	MOVL $1, AX
	JCC  added
	JMP  elide

two:
	CMPQ AX, $2
	JNE  added
	MOVWLZX (CX), BX
	CMPL BX, $('q'|'u'<<8)
	JEQ  elide
	CMPL BX, $('u'|'n'<<8)
	JNE  added

elide:
	ADDQ AX, CX
	SUBQ AX, DX

also:
	MOVQ (Term_First-Term__size)(R12), BX
	MOVQ BX, Term_First(R12) // and Term_Last
	MOVL kind-24(SP), BX
	ORL  $(const_Also<<8), BX
	MOVL BX, Term_Kind(R12)
	MOVL (Term_start-Term__size)(R12), BX
	ADDL AX, BX
	MOVL BX, Term_start(R12)
	ADDL DX, BX
	MOVL BX, Term_end(R12)
	LEAQ ·masks(SB), BX
	SHLQ $4, DX
	MOVQ 8(BX)(DX*1), AX
	MOVQ (BX)(DX*1), DX
	ANDQ 8(CX), AX
	ANDQ (CX), DX
	XORQ hot_key+Key_b(DI), AX
	XORQ hot_key+Key_a(DI), DX
	MULXQ AX, AX, DX
	XORQ DX, AX
	MOVQ AX, (R11)
	ADDQ $8, R11
	ADDQ $Term__size, R12
	JMP  added
