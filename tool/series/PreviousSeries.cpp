#include "tool/series/PreviousSeries.h"

#include "tool/series/Prose.h"
#include "tool/tree/InputFile.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <algorithm>

using llvm::StringRef;
using nlohmann::json;

namespace premap {

llvm::Expected<PreviousSeries> readPreviousSeries(const std::string &Folder) {
  const std::string Name = Folder + "/series.json";
  llvm::Expected<std::string> Text = readInput(Name);
  if (!Text)
    return Text.takeError();
  auto notOurs = [&](const std::string &Why) {
    return llvm::createStringError(Name +
                                   " is not the series.json of a "
                                   "series (" +
                                   Why + ")");
  };
  json Read = json::parse(*Text, nullptr, /*allow_exceptions=*/false);
  if (!Read.is_object() || Read.value("schema", json()) != "premap.series/1")
    return notOurs("its schema is not premap.series/1");
  PreviousSeries Series;
  try {
    Read.at("version").get_to(Series.Version);
    Read.at("base").get_to(Series.Base);
    for (const json &P : Read.at("patches")) {
      PreviousPatch Patch;
      P.at("file").get_to(Patch.File);
      P.at("subject").get_to(Patch.Subject);
      for (const json &H : P.at("handlers"))
        Patch.Handlers.push_back({H.at("id"), H.at("tables")});
      if (StringRef(Patch.File).contains('/'))
        return notOurs("the name of a patch is a path");
      llvm::Expected<std::string> Mail = readInput(Folder + "/" + Patch.File);
      if (!Mail)
        return Mail.takeError();
      Patch.Text = std::move(*Mail);
      Series.Patches.push_back(std::move(Patch));
    }
  } catch (const json::exception &E) {
    return notOurs(E.what());
  }
  return Series;
}

const PreviousPatch *sameIn(const PreviousSeries &Before,
                            const SeriesPatch &Patch) {
  const std::string &Id = Patch.Conversions.front().Handler->Record.Id;
  for (const PreviousPatch &Old : Before.Patches)
    for (const PreviousHandler &Handler : Old.Handlers)
      if (Handler.Id == Id)
        return &Old;
  return nullptr;
}

/// What became of \p Handler, which no patch of now converts.
static std::string fateOf(const PreviousHandler &Handler, const Series &Now,
                          const ScanResult &Scan) {
  for (const LeftOut &L : Now.Left)
    if (L.Id == Handler.Id)
      return L.Why;
  for (const HandlerResult &H : Scan.Handlers) {
    if (H.Record.Id == Handler.Id)
      return H.Reasons.empty() ? "it is not converted this time"
                               : "declined: " + H.Reasons.front().Message;
    if (H.Outcome != State::AlreadyConverted)
      continue;
    for (const OpsEntry &E : H.Record.Ops)
      if (llvm::is_contained(Handler.Tables, E.Where.Path + ":" + E.Variable))
        return "the tree has it converted, to " + H.Record.Name + "()";
  }
  return "the tree has no such hook any more";
}

std::vector<LeftOut> droppedSince(const PreviousSeries &Before,
                                  const Series &Now, const ScanResult &Scan) {
  std::vector<LeftOut> Dropped;
  for (const PreviousPatch &Patch : Before.Patches)
    for (const PreviousHandler &Handler : Patch.Handlers) {
      bool Kept = llvm::any_of(Now.Mails, [&](const SeriesMail &M) {
        return llvm::any_of(M.Patch.Conversions, [&](const auto &C) {
          return C.Handler->Record.Id == Handler.Id;
        });
      });
      if (!Kept)
        Dropped.push_back({Handler.Id, fateOf(Handler, Now, Scan)});
    }
  llvm::sort(Dropped,
             [](const LeftOut &A, const LeftOut &B) { return A.Id < B.Id; });
  return Dropped;
}

llvm::Expected<std::string> commitsOf(const PreviousSeries &Before,
                                      ScratchRepository &Scratch,
                                      const Authorship &By, std::string &Base) {
  Base = !Before.Base.empty() && Scratch.hasCommit(Before.Base)
             ? Before.Base
             : Scratch.base();
  std::string Head = Base;
  for (const PreviousPatch &Patch : Before.Patches) {
    llvm::Expected<std::string> Next = Scratch.applyMail(Head, Patch.Text, By);
    if (!Next)
      return llvm::createStringError(Patch.File + " does not apply here: " +
                                     llvm::toString(Next.takeError()));
    Head = std::move(*Next);
  }
  return Head;
}

/// What a mail changes, wherever it changes it.
static std::string changesOf(StringRef Mail) {
  size_t At = Mail.find("\ndiff --git ");
  llvm::SmallVector<StringRef> Lines;
  Mail.drop_front(std::min(At, Mail.size())).split(Lines, '\n');
  std::string Out;
  for (StringRef Line : Lines)
    if (!Line.starts_with("index ") && !Line.starts_with("@@ "))
      Out += (Line + "\n").str();
  return Out;
}

std::string changesSince(const PreviousSeries &Before, const Series &Now) {
  std::vector<std::string> New, Changed;
  for (size_t I = 0; I < Now.Mails.size(); ++I) {
    const SeriesMail &M = Now.Mails[I];
    const std::string Name = std::to_string(I + 1) + " (" + M.Subject + ")";
    const PreviousPatch *Old = sameIn(Before, M.Patch);
    if (!Old)
      New.push_back(Name);
    else if (changesOf(Old->Text) != changesOf(M.Text))
      Changed.push_back(Name);
  }
  std::string Out =
      "Changes since v" + std::to_string(Before.Version) + ":\n\n";
  for (const std::string &Name : Changed)
    Out += entry("  - ", "patch " + Name + ": FILL IN what changed");
  for (const std::string &Name : New)
    Out += entry("  - ", "patch " + Name + " is new");
  for (const LeftOut &L : Now.Dropped)
    Out += entry("  - ", L.Id + " is no longer in the series: " + L.Why);
  if (Changed.empty() && New.empty() && Now.Dropped.empty())
    Out += "  - no patch has changed\n";
  return Out;
}

} // namespace premap
