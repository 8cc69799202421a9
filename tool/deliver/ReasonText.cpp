#include "tool/deliver/ReasonText.h"

#include "llvm/ADT/StringRef.h"

#include <algorithm>

namespace premap {

static std::string lineOf(const Reason &R) {
  return R.Line ? ":" + std::to_string(R.Line) : "";
}

/// The places of \p Alike; the path is named once for neighbours.
static std::string placesOf(const std::vector<const Reason *> &Alike) {
  constexpr size_t AtMost = 3;
  std::string Out;
  const std::string *Path = nullptr;
  for (size_t I = 0; I < std::min(Alike.size(), AtMost); ++I) {
    const Reason &R = *Alike[I];
    Out += I ? ", " : "";
    Out += Path && *Path == R.File && R.Line ? lineOf(R) : R.File + lineOf(R);
    Path = &R.File;
  }
  if (Alike.size() > AtMost)
    Out += " and " + std::to_string(Alike.size() - AtMost) + " more place" +
           (Alike.size() == AtMost + 1 ? "" : "s");
  return Out;
}

static std::string textOf(const std::vector<const Reason *> &Alike) {
  const Reason &First = *Alike.front();
  std::string Out = First.Rule.empty() ? "" : First.Rule + " ";
  // A message of the parser begins with its own place.
  if (!First.File.empty() &&
      !llvm::StringRef(First.Message).starts_with(First.File + ":"))
    Out += placesOf(Alike) + ": ";
  return Out + First.Message;
}

std::string toText(const Reason &R) { return textOf({&R}); }

std::vector<std::string> reasonLines(const std::vector<Reason> &Reasons) {
  std::vector<std::vector<const Reason *>> Groups;
  for (const Reason &R : Reasons) {
    auto Same = std::find_if(Groups.begin(), Groups.end(), [&](const auto &G) {
      return G.front()->Rule == R.Rule && G.front()->Message == R.Message &&
             G.front()->File.empty() == R.File.empty();
    });
    if (Same == Groups.end())
      Groups.push_back({&R});
    else
      Same->push_back(&R);
  }
  std::vector<std::string> Lines;
  for (const auto &Alike : Groups)
    Lines.push_back(textOf(Alike));
  return Lines;
}

} // namespace premap
