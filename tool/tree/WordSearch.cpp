#include "tool/tree/WordSearch.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"

#include <algorithm>
#include <limits>
#include <map>

#ifdef __x86_64__
#include <immintrin.h>
#endif

using llvm::StringRef;

namespace premap {

static unsigned block(const char *At) {
  return static_cast<unsigned char>(At[0]) | static_cast<unsigned char>(At[1])
                                                 << 8;
}

/// Whether forEachByLane() may be called on this machine.
static bool hasLanes() {
#ifdef __x86_64__
  return __builtin_cpu_supports("avx2");
#else
  return false;
#endif
}

WordSearch::WordSearch(std::vector<std::string> TheWords, Method How)
    : Words(std::move(TheWords)) {
  Window = std::numeric_limits<uint16_t>::max();
  for (unsigned I = 0; I != Words.size(); ++I) {
    IndexOf[Words[I]] = I;
    Window = std::min(Window, Words[I].size());
  }
  if (Words.empty())
    return;
  ByLane = Window >= Lanes && How == Method::Fastest && hasLanes();
  if (ByLane)
    prepareLanes();
  else if (Window >= 2)
    prepareBlocks();
}

void WordSearch::prepareBlocks() {
  Shift.assign(65536, uint16_t(Window - 1));
  for (const std::string &Its : Words) {
    const char *Word = Its.data();
    for (size_t At = 0; At + 2 <= Window; ++At) {
      uint16_t &S = Shift[block(Word + At)];
      S = std::min<uint16_t>(S, uint16_t(Window - 2 - At));
    }
  }
}

void WordSearch::prepareLanes() {
  std::vector<std::string> Sorted = Words;
  // Words that begin alike share a bit: the fewer characters have a bit, the
  // less often it is wrong.
  llvm::sort(Sorted);
  for (size_t I = 0; I != Sorted.size(); ++I) {
    auto Bit = uint8_t(1u << (I * 8 / Sorted.size()));
    for (size_t At = 0; At != Lanes; ++At) {
      auto C = static_cast<unsigned char>(Sorted[I][At]);
      Beginning[At].Low[C & 15] |= Bit;
      Beginning[At].High[C >> 4] |= Bit;
    }
  }
}

void WordSearch::forEachByIdentifier(StringRef Text, Callback OnWord) const {
  for (size_t At = 0; At < Text.size();) {
    size_t End = At;
    while (End < Text.size() && isIdentifierChar(Text[End]))
      ++End;
    if (End == At) {
      ++At;
      continue;
    }
    auto Found = IndexOf.find(Text.slice(At, End));
    if (Found != IndexOf.end())
      OnWord(At, Found->second);
    At = End;
  }
}

/// Tells of the word that begins at \p At, if one does.
void WordSearch::report(StringRef Text, size_t At, Callback OnWord) const {
  if (At != 0 && isIdentifierChar(Text[At - 1]))
    return;
  auto Found = IndexOf.find(Text.drop_front(At).take_while(isIdentifierChar));
  if (Found != IndexOf.end())
    OnWord(At, Found->second);
}

void WordSearch::forEachByBlock(StringRef Text, Callback OnWord) const {
  const char *Data = Text.data();
  for (size_t End = Window; End <= Text.size();) {
    if (unsigned Skip = Shift[block(Data + End - 2)]) {
      End += Skip;
      continue;
    }
    report(Text, End - Window, OnWord);
    ++End;
  }
}

#ifdef __x86_64__

namespace {

/// A table for each half of the processor's shuffle.
__attribute__((target("avx2"))) __m256i
twice(const std::array<uint8_t, 16> &Table) {
  return _mm256_broadcastsi128_si256(
      _mm_loadu_si128(reinterpret_cast<const __m128i *>(Table.data())));
}

/// For each of 32 characters the bits that both tables have.
__attribute__((target("avx2"))) __m256i lookUp(__m256i Low, __m256i High,
                                               const char *At) {
  const __m256i Nibble = _mm256_set1_epi8(15);
  __m256i Text = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(At));
  __m256i LowPart = _mm256_and_si256(Text, Nibble);
  __m256i HighPart = _mm256_and_si256(_mm256_srli_epi16(Text, 4), Nibble);
  return _mm256_and_si256(_mm256_shuffle_epi8(Low, LowPart),
                          _mm256_shuffle_epi8(High, HighPart));
}

} // namespace

/// The same for the characters of an identifier: some bit is set.
static std::pair<std::array<uint8_t, 16>, std::array<uint8_t, 16>>
identifierTables() {
  // Characters with the same high part and a range of low parts have a bit.
  std::array<uint8_t, 16> Low{}, High{};
  std::map<std::vector<unsigned>, uint8_t> Bits;
  for (unsigned Part = 0; Part != 16; ++Part) {
    std::vector<unsigned> Its;
    for (unsigned C = 0; C != 16; ++C)
      if (isIdentifierChar(char(Part << 4 | C)))
        Its.push_back(C);
    if (Its.empty())
      continue;
    uint8_t Bit =
        Bits.try_emplace(Its, uint8_t(1u << Bits.size())).first->second;
    High[Part] = Bit;
    for (unsigned C : Its)
      Low[C] |= Bit;
  }
  return {Low, High};
}

__attribute__((target("avx2"))) void
WordSearch::forEachByLane(StringRef Text, Callback OnWord) const {
  constexpr size_t Step = 32;
  static const auto [OneLow, OneHigh] = identifierTables();
  const __m256i Zero = _mm256_setzero_si256();
  const __m256i IdLow = twice(OneLow), IdHigh = twice(OneHigh);
  __m256i Low[Lanes], High[Lanes];
  for (size_t I = 0; I != Lanes; ++I) {
    Low[I] = twice(Beginning[I].Low);
    High[I] = twice(Beginning[I].High);
  }
  const char *Data = Text.data();
  size_t At = 1;
  if (!Text.empty())
    report(Text, 0, OnWord);
  for (; At + Step + Lanes - 1 <= Text.size(); At += Step) {
    __m256i Bits = lookUp(Low[0], High[0], Data + At);
    for (size_t I = 1; I != Lanes; ++I)
      Bits = _mm256_and_si256(Bits, lookUp(Low[I], High[I], Data + At + I));
    __m256i Before = lookUp(IdLow, IdHigh, Data + At - 1);
    __m256i Fresh = _mm256_cmpeq_epi8(Before, Zero);
    __m256i None = _mm256_cmpeq_epi8(Bits, Zero);
    unsigned Places =
        unsigned(_mm256_movemask_epi8(_mm256_andnot_si256(None, Fresh)));
    for (; Places; Places &= Places - 1)
      report(Text, At + unsigned(__builtin_ctz(Places)), OnWord);
  }
  for (; At + Lanes <= Text.size(); ++At)
    report(Text, At, OnWord);
}

#else

void WordSearch::forEachByLane(StringRef, Callback) const {
  llvm_unreachable("hasLanes() says no");
}

#endif

void WordSearch::forEach(StringRef Text, Callback OnWord) const {
  if (Words.empty())
    return;
  if (ByLane)
    return forEachByLane(Text, OnWord);
  if (Window < 2)
    return forEachByIdentifier(Text, OnWord);
  forEachByBlock(Text, OnWord);
}

} // namespace premap
