#include "tool/series/Recipients.h"

#include "tool/series/Prose.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

#include <set>

using llvm::StringRef;

namespace premap {

RecipientList parseRecipients(StringRef Output) {
  RecipientList List;
  std::set<std::string> Seen;
  llvm::SmallVector<StringRef> Lines;
  Output.split(Lines, '\n', -1, /*KeepEmpty=*/false);
  for (StringRef Line : Lines) {
    Line = Line.trim();
    StringRef Mail = Line;
    if (Line.ends_with(">"))
      Mail = Line.drop_back().rsplit('<').second;
    if (!Mail.contains('@') || Mail.contains(' ') ||
        !Seen.insert(Mail.lower()).second)
      continue;
    (Mail == Line ? List.Lists : List.People).push_back(Line.str());
  }
  return List;
}

llvm::Expected<RecipientList> recipientsOf(const ScriptPlace &Place,
                                           StringRef PatchPath) {
  llvm::Expected<ProcessResult> Says =
      runTreeScript(Place, "scripts/get_maintainer.pl",
                    {"--norolestats", "--nogit-fallback", PatchPath.str()},
                    /*InTree=*/true);
  if (!Says)
    return Says.takeError();
  if (Says->Status != 0)
    return llvm::createStringError(
        "scripts/get_maintainer.pl fails: " +
        StringRef(Says->Err).trim().split('\n').first);
  return parseRecipients(Says->Out);
}

RecipientList unionOf(const std::vector<RecipientList> &Each) {
  std::string All;
  for (const RecipientList &List : Each)
    for (const auto *Part : {&List.People, &List.Lists})
      All += llvm::join(*Part, "\n") + "\n";
  return parseRecipients(All);
}

static std::string block(const std::string &Title, const RecipientList &List) {
  std::string Out =
      "# " + Title + ": " + count(List.size(), "recipient") + "\n";
  for (const std::string &Person : List.People)
    Out += Person + "\n";
  for (const std::string &Address : List.Lists)
    Out += Address + "\n";
  return Out + "\n";
}

std::string recipientsText(const std::vector<std::string> &PatchNames,
                           const std::vector<RecipientList> &Each,
                           size_t Most) {
  std::string Out = "# Who gets what, by the tree's scripts/get_maintainer.pl; "
                    "nothing has been sent.\n\n";
  for (size_t I = 0; I < Each.size(); ++I)
    Out += block(PatchNames[I], Each[I]);
  RecipientList All = unionOf(Each);
  const size_t Whole = All.size();
  std::string Title = "Cover letter";
  if (Whole > Most) {
    All.People.clear();
    Title += " (its " + std::to_string(Whole) +
             " recipients are more than most servers and readers bear; these "
             "are the lists alone. --group-by and --only make smaller series)";
  }
  return Out + block(Title, All);
}

} // namespace premap
