#include "tool/HandlerNames.h"

#include "tool/tree/CandidateSearch.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>

using llvm::StringRef;

namespace premap {

/// What stands behind the `=` of a field at the start of \p Text; "" if that is
/// no name.
static StringRef assignedName(StringRef Text) {
  auto isWordPart = [](char C) { return llvm::isAlnum(C) || C == '_'; };
  Text = Text.drop_while(isWordPart).ltrim();
  if (!Text.consume_front("="))
    return "";
  Text = Text.ltrim();
  Text.consume_front("&");
  return Text.take_while(isWordPart);
}

std::vector<HandlerName> namesIn(llvm::ArrayRef<CandidateHit> Hits,
                                 const FileReader &Read) {
  std::vector<HandlerName> Known;
  for (const CandidateHit &Hit : Hits) {
    if (!maySetHook(Hit.Kind))
      continue;
    std::string Text = Read(Hit.Path).value_or("");
    StringRef Name = assignedName(StringRef(Text).drop_front(Hit.Offset));
    if (!Name.empty() && Name != "NULL")
      Known.push_back({Hit.Path, Name.str()});
  }
  llvm::sort(Known);
  Known.erase(llvm::unique(Known), Known.end());
  return Known;
}

static std::string idOf(const HandlerName &Name) {
  return Name.File + ":" + Name.Function;
}

/// Of those in \p Known that differ from \p Function in a few letters the
/// nearest ones.
static std::vector<std::string> similar(StringRef Function,
                                        llvm::ArrayRef<HandlerName> Known) {
  unsigned Most = std::max<unsigned>(2, Function.size() / 4);
  std::vector<std::pair<unsigned, std::string>> Near;
  for (const HandlerName &Name : Known) {
    unsigned Distance =
        Function.edit_distance(Name.Function, /*AllowReplacements=*/true, Most);
    if (Distance <= Most)
      Near.emplace_back(Distance, idOf(Name));
  }
  llvm::sort(Near);
  constexpr size_t AtMost = 3;
  Near.resize(std::min(Near.size(), AtMost));
  std::vector<std::string> Ids;
  for (auto &[Distance, Id] : Near)
    Ids.push_back(std::move(Id));
  return Ids;
}

static std::string alternatives(const std::vector<std::string> &Ids) {
  std::string Out;
  for (size_t I = 0; I < Ids.size(); ++I)
    Out += (I == 0 ? "" : I + 1 == Ids.size() ? " or " : ", ") + Ids[I];
  return Out;
}

/// The one of \p Known that a conversion makes of \p Function, as the kernel
/// and premap name it; null if there is none, or more than one.
static const HandlerName *convertedFrom(StringRef Function,
                                        llvm::ArrayRef<HandlerName> Known) {
  std::string Behind = Function.str() + "_prepare", Within = Function.str();
  if (size_t At = Function.find("mmap"); At != StringRef::npos)
    Within.replace(At, 4, "mmap_prepare");
  const HandlerName *Found = nullptr;
  for (const HandlerName &Candidate : Known)
    if (Candidate.Function == Behind || Candidate.Function == Within) {
      if (Found)
        return nullptr;
      Found = &Candidate;
    }
  return Found;
}

std::string unknownHandler(const HandlerPattern &Wanted,
                           llvm::ArrayRef<HandlerName> Known) {
  std::string Out = "there is no mmap handler " + Wanted.Text;
  if (Wanted.namesFunction())
    if (const HandlerName *Now = convertedFrom(Wanted.Function, Known))
      return Out + ": it is " + idOf(*Now) + " by now";
  std::vector<std::string> Ids;
  for (const HandlerName &Name : Known)
    if (!Wanted.Path.empty() && Name.File == Wanted.Path)
      Ids.push_back(idOf(Name));
  if (Ids.empty() && !Wanted.Function.empty())
    Ids = similar(Wanted.Function, Known);
  if (Ids.empty())
    return Out + "; `premap scan` lists them all";
  return Out + "; did you mean " + alternatives(Ids) + "?";
}

} // namespace premap
