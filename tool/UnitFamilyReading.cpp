#include "tool/UnitFamilyReading.h"

#include "tool/tree/Branches.h"

namespace premap {

namespace {

/// The way of one process through the headers of a family.
class Walk {
public:
  Walk(const UnitFamily &Family, std::chrono::seconds Limit) : Forks(Limit) {
    for (const FamilyMember &Its : Family.Members)
      Open.push_back(&Its);
  }

  void goOn(SharedBeginning &Shared);

  Branches Forks;
  std::vector<const FamilyMember *> Open; ///< to be read from here on
  const FamilyMember *Mine = nullptr;     ///< what this fork reads
};

} // namespace

/// Reads on with what most of those that are open want next, and forks for the
/// others. Those that have said nothing behind a header, because it could not
/// be shared, are read from here.
void Walk::goOn(SharedBeginning &Shared) {
  std::map<std::string, std::vector<const FamilyMember *>> ByHeader;
  if (Shared.isSound()) {
    for (const FamilyMember *Its : Open)
      for (const std::string &Header : Its->Headers)
        if (!Shared.includes(Header)) {
          ByHeader[Header].push_back(Its);
          break;
        }
    for (auto &[Header, Members] : ByHeader)
      if (Members.size() > 1 && Forks.fork()) {
        Open = std::move(Members);
        return Shared.readHeader(Header);
      }
    for (const FamilyMember *Its : Open)
      if (!Forks.said().count(Its->Index) && Forks.fork()) {
        Mine = Its;
        if (Shared.readUnit(*Its))
          return;
        Forks.say(Its->Index, "");
        Forks.end();
      }
  }
  if (Forks.isBranch())
    Forks.end();
}

std::map<uint64_t, std::string>
readFamily(const UnitFamily &Family, const std::string &TreeRoot,
           const VirtualFiles &Overlay, std::chrono::seconds Limit,
           llvm::function_ref<std::string(const UnitReading &)> Pack) {
  Walk Its(Family, Limit);
  SharedBeginning Shared(Family.OwnMacros,
                         [&](SharedBeginning &At) { Its.goOn(At); });
  VirtualFiles Files = Overlay;
  Files.insert(Family.Overlay.begin(), Family.Overlay.end());
  UnitReading Reading;
  UnitExtras Extras{&Reading.Headers, nullptr, &Reading.Seen,
                    [&](clang::CompilerInstance &CI) { Shared.follow(CI); }};
  Reading.Facts = extractFacts(Family.Base, TreeRoot, Files, Extras);
  if (Its.Mine) {
    bool AsAlone =
        Shared.isSound() && Shared.isComplete() && !Reading.Facts.ParseFailed;
    Its.Forks.say(Its.Mine->Index, AsAlone ? Pack(Reading) : "");
  }
  if (Its.Forks.isBranch())
    Its.Forks.end();
  return Its.Forks.said();
}

} // namespace premap
