#include "verify/InactivePhrases.h"
#include "kernel/Calls.h"
#include "kernel/Fields.h"
#include "kernel/Flags.h"
#include "kernel/Meanings.h"

#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <initializer_list>
#include <optional>

namespace premap::verify {

std::string asOfDesc(const std::string &Word) {
  std::string_view Member = kernel::descField(Word);
  return Word == kernel::VmaRecord ? std::string(kernel::DescRecord)
         : Member.empty()          ? Word
                                   : std::string(Member);
}

namespace {

bool isName(const std::string &Word) {
  return llvm::isAlpha(Word.front()) || Word.front() == '_';
}

/// Reads phrases from the front of a list of words.
class PhraseReader {
public:
  PhraseReader(const std::vector<PlacedWord> &Words,
               const std::set<std::string> &Beside)
      : Words(Words), Beside(Beside) {}

  std::vector<std::string> run() {
    while (At < Words.size()) {
      std::size_t Begin = At;
      if (skipBeside())
        continue;
      At = Begin;
      std::optional<std::string> Phrase = inParentheses();
      if (!Phrase) {
        At = Begin;
        Phrase = phrase();
      }
      if (!Phrase) {
        At = Begin;
        Phrase = Words[At++].Means;
      }
      Result.push_back(std::move(*Phrase));
    }
    return std::move(Result);
  }

private:
  const PlacedWord *peek() const {
    return At < Words.size() ? &Words[At] : nullptr;
  }
  bool take(const char *Word) {
    bool Is = At < Words.size() && Words[At].Word == Word;
    At += Is;
    return Is;
  }
  std::string takeName() {
    const PlacedWord *W = peek();
    if (!W || !isName(W->Word))
      return "";
    ++At;
    return W->Means;
  }
  bool takeMember(const char *Means) {
    bool Is = At < Words.size() && Words[At].Means == Means;
    At += Is;
    return Is;
  }

  /// `struct file *file,` of parameters, `file,` of arguments.
  bool skipBeside() {
    bool Declared = take("struct");
    if (Declared && !(take(kernel::FileRecord.data()) && take("*")))
      return false;
    const PlacedWord *W = peek();
    if (!W || !Beside.count(W->Word))
      return false;
    ++At;
    return take(",");
  }

  /// A phrase in parentheses that no call and no statement needs.
  std::optional<std::string> inParentheses() {
    bool Needed =
        !Result.empty() && isName(Result.back()) && Result.back() != "return";
    if (Needed || !take("("))
      return std::nullopt;
    std::optional<std::string> Inner = phrase();
    if (!Inner || !take(")"))
      return std::nullopt;
    return Inner;
  }

  std::optional<std::string> phrase() {
    const std::size_t Begin = At;
    for (auto Read : {&PhraseReader::difference, &PhraseReader::testOfWord,
                      &PhraseReader::call}) {
      At = Begin;
      if (std::optional<std::string> Phrase = (this->*Read)())
        return Phrase;
    }
    return std::nullopt;
  }

  /// `vma->vm_end - vma->vm_start`
  std::optional<std::string> difference() {
    std::string Of = takeName();
    if (Of.empty() || !take("->") || !takeMember("end") || !take("-") ||
        takeName() != Of || !take("->") || !takeMember("start"))
      return std::nullopt;
    return "the size of " + Of;
  }

  /// `A | B` or `A, B`, sorted.
  std::string flags(const char *Between) {
    std::set<std::string> Named;
    do {
      const PlacedWord *W = peek();
      const kernel::Flag *F = W ? kernel::flagNamed(W->Word) : nullptr;
      if (!F)
        return "";
      Named.insert(std::string(F->Name));
      ++At;
    } while (take(Between));
    std::string Text;
    for (const std::string &Name : Named)
      Text += " " + Name;
    return Text;
  }

  static std::string test(const std::string &Of, const std::string &Flags,
                          bool All) {
    bool One = llvm::StringRef(Flags).count(' ') == 1;
    return (One   ? "whether"
            : All ? "whether all of"
                  : "whether any of") +
           Flags + " are set for " + Of;
  }

  bool takeFlagsOf(std::string &Of) {
    Of = takeName();
    return !Of.empty() && take("->") && take("vm_flags");
  }

  /// `vma->vm_flags & VM_A`, `vma->vm_flags & (VM_A | VM_B)`
  std::optional<std::string> testOfWord() {
    std::string Of;
    if (!takeFlagsOf(Of) || !take("&"))
      return std::nullopt;
    bool Several = take("(");
    std::string Flags = flags(Several ? "|" : "");
    if (Flags.empty() || (Several && !take(")")))
      return std::nullopt;
    return test(Of, Flags, /*All=*/false);
  }

  /// A function that asks the mapping or changes its flags.
  std::optional<std::string> call() {
    const PlacedWord *W = peek();
    if (!W || !isName(W->Word))
      return std::nullopt;
    const std::string Function = W->Word;
    ++At;
    if (!take("("))
      return std::nullopt;
    if (const kernel::FlagPredicate *P = kernel::flagPredicate(Function))
      return predicate(*P);
    std::string Of = takeName();
    if (Of.empty())
      return std::nullopt;
    kernel::CallKind Kind = kernel::kindOf(Function);
    if (Kind == kernel::CallKind::Size || Kind == kernel::CallKind::Pages)
      return take(")") ? std::optional((Kind == kernel::CallKind::Size
                                            ? "the size of "
                                            : "the pages of ") +
                                       Of)
                       : std::nullopt;
    bool Sets = Kind == kernel::CallKind::FlagSet,
         Clears = Kind == kernel::CallKind::FlagClear;
    if ((!Sets && !Clears && Kind != kernel::CallKind::FlagTest) || !take(","))
      return std::nullopt;
    std::string Flags = flags(kernel::takesFlagBits(Function) ? "," : "|");
    if (Flags.empty() || !take(")"))
      return std::nullopt;
    if (Sets || Clears)
      return (Sets ? "set" : "clear") + Flags + " of " + Of;
    return testBy(Function, Of, Flags);
  }

  static std::optional<std::string> testBy(const std::string &Function,
                                           const std::string &Of,
                                           const std::string &Flags) {
    // The functions of that name are macros around those with masks.
    kernel::Meaning Means = kernel::meaningOf(Function);
    if (Means == kernel::Meaning::None)
      Means = kernel::meaningOf(Function + "_mask");
    if (Means == kernel::Meaning::TestAny)
      return test(Of, Flags, /*All=*/false);
    if (Means == kernel::Meaning::TestBit || Means == kernel::Meaning::TestAll)
      return test(Of, Flags, /*All=*/true);
    return std::nullopt;
  }

  std::optional<std::string> predicate(const kernel::FlagPredicate &P) {
    take("&");
    std::string Of = takeName();
    if (Of.empty())
      return std::nullopt;
    if (take("->"))
      ++At; // the word or the set
    if (!take(")"))
      return std::nullopt;
    if (P.Expected.empty()) {
      std::set<std::string> Named;
      kernel::forEachWord(P.Flags, [&](std::string_view Flag) {
        Named.insert(std::string(kernel::flagNamed(Flag)->Name));
      });
      return test(Of, " " + llvm::join(Named, " "), /*All=*/false);
    }
    return "whether " + std::string(P.Flags) + " are " +
           std::string(P.Expected) + " for " + Of;
  }

  const std::vector<PlacedWord> &Words;
  const std::set<std::string> &Beside;
  std::size_t At = 0;
  std::vector<std::string> Result;
};

} // namespace

std::vector<std::string> phrasesOf(const std::vector<PlacedWord> &Words,
                                   const std::set<std::string> &Beside) {
  return PhraseReader(Words, Beside).run();
}

} // namespace premap::verify
