#include "tool/series/SeriesWriter.h"

#include "tool/deliver/Output.h"
#include "tool/series/CoverLetter.h"
#include "tool/series/MailText.h"
#include "tool/series/PreviousSeries.h"
#include "tool/series/Prose.h"
#include "tool/tree/InputFile.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <algorithm>
#include <set>

using llvm::StringRef;

namespace premap {
namespace {

/// The steps of one series, in order.
class Writer {
public:
  Writer(const SeriesPlan &Plan, const ScanResult &Scan,
         const RewriteResult &Result, const SeriesFacts &Facts,
         const SeriesRequest &Request)
      : Plan(Plan), Scan(Scan), Result(Result), Facts(Facts), Request(Request) {
  }

  llvm::Expected<Series> run();

private:
  llvm::Error findAuthor();
  llvm::Error openScratch();
  void findPrefixes();
  llvm::Error commitAll();
  llvm::Error format(const std::string &Folder, bool WithCover,
                     const std::vector<std::string> &More);
  llvm::Error readMails(const std::string &Folder);
  llvm::Error draft();
  llvm::Error askScripts();
  llvm::Error writeCover();
  llvm::Error compareWithPrevious(std::vector<std::string> &More,
                                  std::string &Changes);
  void warn(std::string Text) { Made.Warnings.push_back(std::move(Text)); }

  const SeriesPlan &Plan;
  const ScanResult &Scan;
  const RewriteResult &Result;
  const SeriesFacts &Facts;
  const SeriesRequest &Request;
  Series Made;
  Authorship Author;
  std::string Trailers;
  std::optional<ScratchRepository> Scratch;
  std::optional<PreviousSeries> Before;
};

} // namespace

/// Dates come from the tree: the same series has the same bytes.
static int64_t timeOf(const SeriesRequest &Request) {
  if (Request.Time)
    return *Request.Time;
  if (Request.Repository)
    return Request.Repository->HeadTime;
  llvm::sys::fs::file_status Status;
  if (llvm::sys::fs::status(Request.Root + "/Makefile", Status))
    return 0;
  return llvm::sys::toTimeT(Status.getLastModificationTime());
}

llvm::Error Writer::findAuthor() {
  Author.Time = timeOf(Request);
  llvm::Expected<std::optional<GitIdentity>> Identity =
      userIdentity(Request.Root);
  if (!Identity)
    return Identity.takeError();
  if (*Identity) {
    Author.Who = **Identity;
    if (Request.SignOff)
      Trailers = "\nSigned-off-by: " + Author.Who.Name + " <" +
                 Author.Who.Mail + ">\n";
    return llvm::Error::success();
  }
  if (Request.SignOff)
    return llvm::createStringError(
        "--signoff needs your name and address, and git does not know them: "
        "git config --global user.name and user.email");
  Author.Who = {"Name Missing", "name.missing@example.invalid"};
  warn("git does not know your name and address, so the patches are from a "
       "placeholder: set user.name and user.email and make them again");
  return llvm::Error::success();
}

llvm::Error Writer::openScratch() {
  FileTexts Old;
  for (const SeriesPatch &P : Plan.Patches)
    for (const std::string &File : P.files())
      Old[File] = Facts.Read(File).value_or("");
  llvm::Expected<ScratchRepository> Made =
      Request.Repository
          ? ScratchRepository::over(*Request.Repository,
                                    !Request.Branch.empty())
          : ScratchRepository::ofTexts(Old, {{"tree", "tree"}, Author.Time});
  if (!Made)
    return Made.takeError();
  Scratch.emplace(std::move(*Made));
  if (!Request.Repository || Old.empty())
    return llvm::Error::success();
  this->Made.Base = Scratch->base();
  llvm::Expected<std::string> Differs = Scratch->firstDifference(Old);
  if (!Differs)
    return Differs.takeError();
  if (Differs->empty())
    return llvm::Error::success();
  return llvm::createStringError(
      "the series would not apply to HEAD (" + Scratch->base().substr(0, 12) +
      "): " + *Differs + "; commit it, or check the file out again");
}

void Writer::findPrefixes() {
  std::vector<std::string> Files, Folders;
  for (const SeriesPatch &P : Plan.Patches)
    Files.push_back(P.mainFile());
  SubjectsByPath History = Scratch->subjectsOf(distinct(Files));
  for (size_t I = 0; I < Plan.Patches.size(); ++I) {
    SeriesMail &M = Made.Mails[I];
    M.Prefix = prefixFromMap(Request.Prefixes, Files[I]);
    if (M.Prefix.Text.empty())
      M.Prefix = prefixFromHistory(History[Files[I]], Files[I]);
    const std::string Folder = llvm::sys::path::parent_path(Files[I]).str();
    if (M.Prefix.Text.empty() && !Folder.empty()) {
      if (!History.count(Folder))
        History[Folder] = Scratch->subjectsOf({Folder})[Folder];
      M.Prefix =
          prefixFromHistory(History[Folder], Files[I], /*OfFolder=*/true);
    }
    if (M.Prefix.Text.empty())
      M.Prefix = guessPrefix(Files[I], Facts.Sections);
  }
}

/// Subjects that would not say which patch they are of.
static std::set<std::string>
vagueSubjects(const std::vector<SeriesMail> &Mails) {
  std::map<std::string, unsigned> Uses;
  for (const SeriesMail &M : Mails)
    ++Uses[M.Prefix.Text];
  std::set<std::string> Vague;
  for (const SeriesMail &M : Mails)
    if (Uses[M.Prefix.Text] > 1)
      Vague.insert(subjectOf(M.Patch, M.Prefix, {}));
  return Vague;
}

llvm::Error Writer::commitAll() {
  std::set<std::string> Subjects = vagueSubjects(Made.Mails);
  std::vector<EditGroup> SoFar;
  std::string Parent = Scratch->base();
  for (SeriesMail &M : Made.Mails) {
    // One that reviewers know stays.
    const PreviousPatch *Old = Before ? sameIn(*Before, M.Patch) : nullptr;
    M.Subject = Old && !Subjects.count(Old->Subject)
                    ? Old->Subject
                    : subjectOf(M.Patch, M.Prefix, Subjects);
    Subjects.insert(M.Subject);
    SoFar.push_back(M.Patch.Edits);
    llvm::Expected<EditGroup> All = mergeGroups(SoFar);
    if (!All)
      return All.takeError();
    FileTexts Texts;
    for (const std::string &File : M.Patch.files())
      Texts[File] = applyEdits(Facts.Read(File).value_or(""), *All, File);
    // One second after the other, so that they sort.
    ++Author.Time;
    llvm::Expected<std::string> Commit = Scratch->commit(
        Parent, Texts, M.Subject + "\n\n" + bodyOf(M.Patch, Scan) + Trailers,
        Author);
    if (!Commit)
      return Commit.takeError();
    M.Commit = Parent = *Commit;
  }
  Made.Head = Parent;
  return Scratch->run({"update-ref", "refs/heads/series", Parent}).takeError();
}

llvm::Error Writer::format(const std::string &Folder, bool WithCover,
                           const std::vector<std::string> &More) {
  std::vector<std::string> Words{"-c",
                                 "core.quotePath=false",
                                 "-c",
                                 "diff.noprefix=false",
                                 "format-patch",
                                 "-q",
                                 "-o",
                                 Folder,
                                 "--numbered",
                                 "--no-signature",
                                 "--no-renames",
                                 "--no-color",
                                 "--full-index",
                                 "--diff-algorithm=myers",
                                 "--reroll-count=" +
                                     std::to_string(Request.Version)};
  // v1 is not said.
  if (Request.Version == 1)
    Words.pop_back();
  if (!Made.Base.empty())
    Words.push_back("--base=" + Made.Base);
  if (WithCover)
    Words.insert(Words.end(),
                 {"--cover-letter", "--cover-from-description=subject"});
  Words.insert(Words.end(), More.begin(), More.end());
  Words.push_back(Scratch->base() + "..refs/heads/series");
  return Scratch->run(Words, Author).takeError();
}

/// The files of \p Folder, sorted by their numbers.
static llvm::Expected<std::vector<std::string>>
filesIn(const std::string &Folder) {
  std::vector<std::string> Names;
  std::error_code EC;
  for (llvm::sys::fs::directory_iterator I(Folder, EC), End; I != End && !EC;
       I.increment(EC))
    Names.push_back(llvm::sys::path::filename(I->path()).str());
  if (EC)
    return llvm::createStringError(EC, "cannot read " + Folder + ": " +
                                           EC.message());
  std::sort(Names.begin(), Names.end());
  return Names;
}

llvm::Error Writer::readMails(const std::string &Folder) {
  llvm::Expected<std::vector<std::string>> Names = filesIn(Folder);
  if (!Names)
    return Names.takeError();
  const size_t Cover = Names->size() - Made.Mails.size();
  for (size_t I = 0; I < Names->size(); ++I) {
    llvm::Expected<std::string> Text = readInput(Folder + "/" + (*Names)[I]);
    if (!Text)
      return Text.takeError();
    Made.Files[(*Names)[I]] = *Text;
    if (I < Cover)
      continue;
    Made.Mails[I - Cover].FileName = (*Names)[I];
    Made.Mails[I - Cover].Text = std::move(*Text);
  }
  return llvm::Error::success();
}

/// The mails without a cover letter: for the scripts, and to be compared.
llvm::Error Writer::draft() {
  const std::string Folder = Scratch->path("draft");
  if (llvm::Error E = format(Folder, /*WithCover=*/false, {}))
    return E;
  if (llvm::Error E = readMails(Folder))
    return E;
  Made.Files.clear();
  return llvm::Error::success();
}

llvm::Error Writer::askScripts() {
  if (!Request.Scripts)
    return llvm::Error::success();
  const std::string Home = Scratch->path("home");
  if (std::error_code EC = llvm::sys::fs::create_directory(Home))
    return llvm::createStringError(EC, "cannot write " + Home + ": " +
                                           EC.message());
  const ScriptPlace Place{Request.Root, Home, Request.Sandbox};
  bool Checks = true, Asks = true;
  for (SeriesMail &M : Made.Mails) {
    llvm::Expected<std::string> Path = Scratch->keep("home/patch", M.Text);
    if (!Path)
      return Path.takeError();
    std::map<std::string, std::string> Old;
    for (const std::string &File : M.Patch.files())
      Old[File] = Facts.Read(File).value_or("");
    if (Checks) {
      auto Residue = checkPatch(Place, *Path, Request.SignOff, Old);
      Checks = bool(Residue);
      if (Residue)
        M.Residue = std::move(*Residue);
      else
        warn("the patches are not checked: " +
             llvm::toString(Residue.takeError()));
    }
    if (Asks) {
      auto List = recipientsOf(Place, *Path);
      Asks = bool(List);
      if (List)
        M.Recipients = std::move(*List);
      else
        warn("nobody is named as recipient: " +
             llvm::toString(List.takeError()));
    }
  }
  return llvm::Error::success();
}

llvm::Error Writer::compareWithPrevious(std::vector<std::string> &More,
                                        std::string &Changes) {
  if (!Before)
    return llvm::Error::success();
  Made.Dropped = droppedSince(*Before, Made, Scan);
  Changes = changesSince(*Before, Made);
  std::string Base;
  llvm::Expected<std::string> Old = commitsOf(*Before, *Scratch, Author, Base);
  if (!Old) {
    warn("there is no range-diff: " + llvm::toString(Old.takeError()));
    return llvm::Error::success();
  }
  More.push_back("--range-diff=" + Base + ".." + *Old);
  return llvm::Error::success();
}

llvm::Error Writer::writeCover() {
  std::vector<std::string> More;
  std::string Changes;
  if (llvm::Error E = compareWithPrevious(More, Changes))
    return E;
  // A setting with line feeds: git writes and reads it.
  if (llvm::Error E =
          Scratch
              ->run({"config", "branch.series.description",
                     coverLetter(Made, Scan, Result, Request, Changes)})
              .takeError())
    return E;
  const std::string Folder = Scratch->path("final");
  if (llvm::Error E = format(Folder, /*WithCover=*/true, More))
    return E;
  return readMails(Folder);
}

llvm::Expected<Series> Writer::run() {
  Made.Left = Plan.Left;
  Made.Warnings = Request.Notes;
  for (const SeriesPatch &P : Plan.Patches) {
    Made.Mails.emplace_back();
    Made.Mails.back().Patch = P;
  }
  if (!Request.Previous.empty()) {
    llvm::Expected<PreviousSeries> Read = readPreviousSeries(Request.Previous);
    if (!Read)
      return Read.takeError();
    Before = std::move(*Read);
  }
  if (llvm::Error E = findAuthor())
    return std::move(E);
  if (llvm::Error E = openScratch())
    return std::move(E);
  if (!Made.Mails.empty()) {
    findPrefixes();
    if (Request.Repository && !Request.Repository->Shallow.empty())
      warn("the history is cut short, so prefixes of subjects come from what "
           "there is of it");
    for (llvm::Error (Writer::*Step)() :
         {&Writer::commitAll, &Writer::draft, &Writer::askScripts,
          &Writer::writeCover})
      if (llvm::Error E = (this->*Step)())
        return std::move(E);
    if (Request.Repository)
      Made.Branch = Request.Branch;
  }
  std::vector<std::string> Names;
  std::vector<RecipientList> Each;
  for (const SeriesMail &M : Made.Mails) {
    Names.push_back(M.FileName);
    Each.push_back(M.Recipients);
  }
  if (size_t Whole = unionOf(Each).size(); Whole > MostRecipients)
    warn(std::to_string(Whole) + " people and lists together: the cover "
                                 "letter's recipients are only the lists");
  Made.Files["recipients.txt"] =
      Request.Scripts ? recipientsText(Names, Each, MostRecipients)
                      : "# get_maintainer.pl was not run.\n";
  Made.Files["series.json"] = dump(seriesToJson(Made, Scan, Request));
  return std::move(Made);
}

llvm::Expected<Series> writeSeries(const SeriesPlan &Plan,
                                   const ScanResult &Scan,
                                   const RewriteResult &Result,
                                   const SeriesFacts &Facts,
                                   const SeriesRequest &Request) {
  return Writer(Plan, Scan, Result, Facts, Request).run();
}

} // namespace premap
