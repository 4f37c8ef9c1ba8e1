//go:build !purego

#include "go_asm.h"
#include "textflag.h"

// For the lower four bits of a byte the only byte with them that belongs: a shuffle and a
// comparison tell all of a set at once.

// @ - _
DATA ·stopTable+0(SB)/8, $0xFFFFFFFFFFFFFF40
DATA ·stopTable+8(SB)/8, $0x5FFF2DFFFFFFFFFF
GLOBL ·stopTable(SB), RODATA|NOPTR, $16

// . , ! ?
DATA ·pauseTable+0(SB)/8, $0xFFFFFFFFFFFF21FF
DATA ·pauseTable+8(SB)/8, $0x3F2EFF2CFFFFFFFF
GLOBL ·pauseTable(SB), RODATA|NOPTR, $16

// . , '
DATA ·jointTable+0(SB)/8, $0x27FFFFFFFFFFFFFF
DATA ·jointTable+8(SB)/8, $0xFF2EFF2CFFFFFFFF
GLOBL ·jointTable(SB), RODATA|NOPTR, $16

// bit 5, a, z-a, 0, 9-0, blank, /
DATA ·bytesOf+0(SB)/8, $0x002F200930196120
GLOBL ·bytesOf(SB), RODATA|NOPTR, $8

// mixLow and mixHigh
DATA ·mix+0(SB)/8, $const_mixLow
DATA ·mix+8(SB)/8, $const_mixHigh
GLOBL ·mix(SB), RODATA|NOPTR, $16

// Sixteen bytes before the middle and sixteen behind it: n before it stands a mask of n bytes.
DATA ·firstBytes+0(SB)/8, $0xFFFFFFFFFFFFFFFF
DATA ·firstBytes+8(SB)/8, $0xFFFFFFFFFFFFFFFF
DATA ·firstBytes+16(SB)/8, $0
DATA ·firstBytes+24(SB)/8, $0
GLOBL ·firstBytes(SB), RODATA|NOPTR, $32

// TELL writes the bits of the bytes that Y has marked, without those that were told before.
#define TELL(Y, set) \
	VPMOVMSKB Y, AX      \
	SHRXQ     DX, AX, AX \
	MOVL      AX, set(DI)

// OF marks the bytes of Y0 that a table holds.
#define OF(table, to) \
	VPSHUFB  Y0, table, to \
	VPCMPEQB Y0, to, to

// func tell(m *bitmaps, text string)
TEXT ·tell(SB), NOSPLIT, $0-24
	MOVQ m+0(FP), DI
	MOVQ text_base+8(FP), SI
	MOVQ text_len+16(FP), CX
	LEAQ bitmaps_low(DI), R8
	XORL DX, DX

	VPBROADCASTB   ·bytesOf+0(SB), Y8
	VPBROADCASTB   ·bytesOf+1(SB), Y9
	VPBROADCASTB   ·bytesOf+2(SB), Y10
	VPBROADCASTB   ·bytesOf+3(SB), Y11
	VPBROADCASTB   ·bytesOf+4(SB), Y12
	VPBROADCASTB   ·bytesOf+5(SB), Y13
	VPBROADCASTB   ·bytesOf+6(SB), Y7
	VBROADCASTI128 ·stopTable(SB), Y14
	VBROADCASTI128 ·jointTable(SB), Y15
	VBROADCASTI128 ·pauseTable(SB), Y6
	SUBQ           $32, CX
	JGE            loop
	MOVQ           R8, SI                  // a text that is shorter stands there

loop:
	VMOVDQU   (SI), Y0
	VPOR      Y0, Y8, Y1
	VPSUBB    Y9, Y1, Y1
	VPMINUB   Y1, Y10, Y2
	VPCMPEQB  Y1, Y2, Y1                   // letters
	VPAND     Y1, Y8, Y2
	VPOR      Y0, Y2, Y2
	VMOVDQU   Y2, (R8)
	VPSLLW    $2, Y0, Y2                   // bit 5, of small ones, to the top
	VPAND     Y1, Y2, Y3
	TELL(Y3, bitmaps_small)
	VPANDN    Y1, Y2, Y3
	TELL(Y3, bitmaps_capital)
	VPSUBB    Y11, Y0, Y2
	VPMINUB   Y2, Y12, Y3
	VPCMPEQB  Y2, Y3, Y2
	VPOR      Y1, Y2, Y2
	TELL(Y2, bitmaps_word)
	VPCMPEQB  Y0, Y13, Y1
	TELL(Y1, bitmaps_space)
	OF(Y6, Y1)
	TELL(Y1, bitmaps_pause)
	OF(Y15, Y1)
	TELL(Y1, bitmaps_joint)
	OF(Y14, Y1)
	VPCMPEQB  Y0, Y7, Y2
	VPOR      Y1, Y2, Y1
	VPOR      Y0, Y1, Y1                   // what is not ASCII has the top bit
	TELL(Y1, bitmaps_stop)
	ADDQ      $32, SI
	ADDQ      $32, R8
	ADDQ      $4, DI
	SUBQ      $32, CX
	JGE       loop
	CMPQ      CX, $-32
	JLE       done                         // that was the last
	ADDQ      CX, SI                       // the last 32 bytes, of which most may be told
	ADDQ      CX, R8
	MOVQ      CX, DX
	NEGQ      DX
	MOVQ      $-32, CX
	JMP       loop

done:
	MOVQ $0, bitmaps_capital(DI)
	MOVQ $0, bitmaps_small(DI)
	MOVQ $0, bitmaps_word(DI)
	MOVQ $0, bitmaps_space(DI)
	MOVQ $0, bitmaps_pause(DI)
	MOVQ $0, bitmaps_stop(DI)
	MOVQ $0, bitmaps_joint(DI)
	VZEROUPPER
	RET

// WINDOW shifts the bits of a set from the place of the window on to the bottom of a register: AX is the
// place in bytes, CX in bits. Of the 64 up to seven are lost at the top.
#define WINDOW(set, to) \
	MOVQ  set(DI)(AX*1), to \
	SHRXQ CX, to, to

// SURE are the bits of a window that are never lost, without the last two.
#define SURE $0x007FFFFFFFFFFFFF

// func words(m *bitmaps, v *vocabulary, list []token, from int) (n, next int)
//
// R8 is the vocabulary, R9 the next token, R10 and R11 where words of the window end and begin, BX its
// capitals, R12 its place, R13 its text, R14 masks, R15 how many words there are.
TEXT ·words(SB), NOSPLIT, $16-64
	MOVQ v+8(FP), R8
	MOVQ list_base+16(FP), R9
	MOVQ from+40(FP), R12
	XORL R15, R15

window:
	MOVQ    m+0(FP), DI
	LEAQ    bitmaps_low(DI)(R12*1), R13
	MOVQ    R12, AX
	SHRQ    $3, AX
	MOVQ    R12, CX
	ANDL    $7, CX
	WINDOW(bitmaps_word, SI)
	LEAQ    (SI)(SI*1), DX
	ANDNQ   SI, DX, R11
	ANDNQ   DX, SI, R10
	WINDOW(bitmaps_stop, BX)
	MOVQ    BX, R14
	ORQ     SI, R14
	SHRQ    $1, R14
	WINDOW(bitmaps_joint, DX)
	ANDQ    DX, R14
	ORQ     R14, BX                    // a word may go on
	SHRQ    $1, SI
	WINDOW(bitmaps_space, DX)
	ANDQ    SI, DX                     // a space and a word follow
	WINDOW(bitmaps_pause, SI)
	MOVQ    DX, R14
	SHRQ    $1, R14
	ANDQ    SI, R14                    // or a sign before them
	ORQ     R14, DX
	ANDNQ   R10, DX, DX
	MOVQ    SURE, SI
	ANDQ    SI, R10
	ANDQ    SI, DX
	MOVQ    DX, last-8(SP)
	JZ      known                      // the row goes on behind the window
	BLSIQ   DX, SI
	BLSMSKQ DX, DX
	ANDQ    BX, SI
	XORQ    SI, DX                     // up to where the row ends, or to the word before
	ANDQ    DX, R10

known:
	WINDOW(bitmaps_small, DX)
	MOVQ  DX, small-16(SP)
	WINDOW(bitmaps_capital, BX)
	LEAQ  ·firstBytes+16(SB), R14
	TESTQ R10, R10
	JZ    left

word:
	TZCNTQ  R11, CX
	BLSRQ   R11, R11
	TZCNTQ  R10, SI
	BLSRQ   R10, R10
	MOVQ    CX, AX
	SUBQ    SI, AX
	CMPQ    AX, $-const_longestKept
	JLT     long
	MOVQ    8(R13)(CX*1), DI
	ANDQ    8(R14)(AX*1), DI
	MOVQ    (R13)(CX*1), DX
	ANDQ    (R14)(AX*1), DX
	BZHIQ   SI, BX, AX
	SHRXQ   CX, AX, AX
	POPCNTQ AX, AX
	MOVQ    $0, token_caps(R9)         // and what stands behind it
	CMPQ    AX, $3
	JGE     loud

spelt:
	ADDQ  R12, SI
	MOVQ  SI, (token_span+8)(R9)
	ADDQ  R12, CX
	MOVQ  CX, token_span(R9)
	MOVQ  ·mix+0(SB), AX
	IMULQ DX, AX
	MOVQ  ·mix+8(SB), SI
	IMULQ DI, SI
	ADDQ  SI, AX
	SHRQ  $(64-const_vocabularyBits), AX
	MOVQ  DX, CX

find:
	MOVWLZX vocabulary_slots(R8)(AX*2), DX
	IMUL3Q  $word__size, DX, SI
	ADDQ    vocabulary_words(R8), SI
	CMPQ    CX, word_spelt(SI)
	JNE     other
	CMPQ    DI, (word_spelt+8)(SI)
	JNE     other
	MOVW    DX, token_place(R9)
	ADDQ    $token__size, R9
	INCQ    R15
	TESTQ   R10, R10
	JNZ     word

left:
	MOVQ   last-8(SP), DX
	TZCNTQ R11, CX
	TESTQ  DX, DX
	JZ     on
	TZCNTQ DX, DX
	CMPQ   DX, CX
	CMOVQLT DX, CX                     // unless the last word may go on

long:
	ADDQ CX, R12

out:
	MOVQ R15, n+48(FP)
	MOVQ R12, next+56(FP)
	RET

on:
	ADDQ  CX, R12
	TESTQ CX, CX                       // a word that fills the window
	JNZ   window
	JMP   out

loud:
	BZHIQ SI, small-16(SP), AX
	SHRXQ CX, AX, AX
	TESTQ AX, AX
	SETEQ token_caps(R9)
	JMP   spelt

other:
	TESTL DX, DX
	JZ    unknown
	INCQ  AX
	ANDL  $(1<<const_vocabularyBits - 1), AX
	JMP   find

unknown:
	MOVQ token_span(R9), R12
	JMP  out
