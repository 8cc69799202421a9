#include "tool/lint/GateFinding.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/BLAKE3.h"

#include <algorithm>
#include <map>

namespace premap {

const char *toString(Confidence C) {
  switch (C) {
  case Confidence::Possible:
    return "possible";
  case Confidence::Likely:
    return "likely";
  case Confidence::Certain:
    return "certain";
  }
  return "";
}

const char *compilerWord(Confidence C) {
  switch (C) {
  case Confidence::Certain:
    return "error";
  case Confidence::Likely:
    return "warning";
  case Confidence::Possible:
    return "note";
  }
  return "";
}

std::optional<Confidence> parseConfidence(const std::string &Word) {
  for (Confidence C :
       {Confidence::Possible, Confidence::Likely, Confidence::Certain})
    if (Word == toString(C))
      return C;
  return std::nullopt;
}

LintKey keyOf(const GateFinding &F) {
  return {F.Rule, F.Where.File, F.Table.Variable, F.Function, F.Statement};
}

/// 128 bits of BLAKE3, in hex.
static std::string hashOf(const LintKey &Key, unsigned Occurrence) {
  llvm::BLAKE3 Hash;
  auto add = [&](const std::string &Part) {
    Hash.update(Part);
    Hash.update(llvm::StringRef("\0", 1));
  };
  std::apply([&](const auto &...Part) { (add(Part), ...); }, Key);
  add(std::to_string(Occurrence));
  return llvm::toHex(Hash.final<16>(), /*LowerCase=*/true);
}

void settle(std::vector<GateFinding> &Findings) {
  std::sort(Findings.begin(), Findings.end(),
            [](const GateFinding &A, const GateFinding &B) {
              if (A.place() != B.place())
                return A.place() < B.place();
              // Several tables lead there: the first of the surest is told.
              return std::tie(B.How, A.Table, A.Way) <
                     std::tie(A.How, B.Table, B.Way);
            });
  Findings.erase(std::unique(Findings.begin(), Findings.end(),
                             [](const GateFinding &A, const GateFinding &B) {
                               return A.place() == B.place();
                             }),
                 Findings.end());
  std::map<LintKey, unsigned> Seen;
  for (GateFinding &F : Findings) {
    LintKey Key = keyOf(F);
    F.Fingerprint = hashOf(Key, Seen[Key]++);
  }
}

std::string normalised(const std::string &Text) {
  std::string Out;
  llvm::StringRef Rest = Text;
  while (!Rest.empty()) {
    if (Rest.starts_with("/*")) {
      size_t End = Rest.find("*/");
      Rest = End == llvm::StringRef::npos ? "" : Rest.substr(End + 2);
      Rest = Rest.ltrim();
      if (!Out.empty() && Out.back() != ' ')
        Out += ' ';
    } else if (Rest.starts_with("//")) {
      Rest = Rest.drop_until([](char C) { return C == '\n'; });
    } else if (llvm::isSpace(Rest.front())) {
      Rest = Rest.ltrim();
      if (!Out.empty() && Out.back() != ' ')
        Out += ' ';
    } else {
      Out += Rest.front();
      Rest = Rest.drop_front();
    }
  }
  return llvm::StringRef(Out).rtrim().str();
}

} // namespace premap
