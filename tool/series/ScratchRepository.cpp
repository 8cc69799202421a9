#include "tool/series/ScratchRepository.h"

#include "tool/tree/AtomicWrite.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/FileSystem.h"

using llvm::StringRef;

namespace premap {

Process ScratchRepository::processFor(std::vector<std::string> Words,
                                      const Authorship &By) const {
  Process P;
  P.Argv = {"git", "--literal-pathspecs"};
  P.Argv.insert(P.Argv.end(), Words.begin(), Words.end());
  P.Plain = true;
  P.Directory = Folder.path();
  // Without the @, git takes small numbers for something else.
  const std::string When = "@" + std::to_string(By.Time) + " +0000";
  P.Environment = {"GIT_DIR=" + Folder.path("git"),
                   "GIT_INDEX_FILE=" + Folder.path("index"),
                   "GIT_NO_REPLACE_OBJECTS=1",
                   "GIT_AUTHOR_NAME=" + By.Who.Name,
                   "GIT_AUTHOR_EMAIL=" + By.Who.Mail,
                   "GIT_AUTHOR_DATE=" + When,
                   "GIT_COMMITTER_NAME=" + By.Who.Name,
                   "GIT_COMMITTER_EMAIL=" + By.Who.Mail,
                   "GIT_COMMITTER_DATE=" + When};
  if (!Objects.empty())
    P.Environment.push_back("GIT_OBJECT_DIRECTORY=" + Objects);
  return P;
}

llvm::Expected<std::string>
ScratchRepository::run(std::vector<std::string> Words, const Authorship &By) {
  const std::string What = Words.front();
  llvm::Expected<ProcessResult> Git = runProcess(processFor(Words, By));
  if (!Git)
    return Git.takeError();
  if (Git->Status == 0)
    return Git->Out;
  return llvm::createStringError("git " + What +
                                 " failed: " + StringRef(Git->Err).trim());
}

llvm::Error ScratchRepository::create(StringRef Format) {
  return run({"init", "-q", "--bare", "--template=",
              "--object-format=" + Format.str(), Folder.path("git")})
      .takeError();
}

llvm::Expected<std::string> ScratchRepository::keep(StringRef Name,
                                                    StringRef Text) {
  const std::string Path = Folder.path(Name);
  if (llvm::Error E = writeFileAtomically(Path, Text))
    return std::move(E);
  return Path;
}

llvm::Expected<ScratchRepository>
ScratchRepository::over(const TreeRepository &Base, bool KeepObjects) {
  llvm::Expected<TemporaryFolder> Folder = TemporaryFolder::create();
  if (!Folder)
    return Folder.takeError();
  ScratchRepository R(std::move(*Folder));
  if (llvm::Error E = R.create(Base.Format))
    return std::move(E);
  if (auto E = R.keep("git/objects/info/alternates", Base.Objects + "\n")
                   .takeError())
    return std::move(E);
  if (!Base.Shallow.empty())
    if (std::error_code EC =
            llvm::sys::fs::copy_file(Base.Shallow, R.path("git/shallow")))
      return llvm::createStringError(EC, "cannot read " + Base.Shallow + ": " +
                                             EC.message());
  if (KeepObjects)
    R.Objects = Base.Objects;
  R.Base = Base.Head;
  R.History = Base.Root;
  return R;
}

llvm::Expected<ScratchRepository>
ScratchRepository::ofTexts(const FileTexts &Texts, const Authorship &By) {
  llvm::Expected<TemporaryFolder> Folder = TemporaryFolder::create();
  if (!Folder)
    return Folder.takeError();
  ScratchRepository R(std::move(*Folder));
  if (llvm::Error E = R.create("sha1"))
    return std::move(E);
  if (llvm::Error E = R.addToIndex(Texts))
    return std::move(E);
  llvm::Expected<std::string> Commit = R.commitIndex("", "The tree\n", By);
  if (!Commit)
    return Commit.takeError();
  R.Base = *Commit;
  return R;
}

/// Writes \p Texts as objects and names them in the index; a file keeps its
/// mode.
llvm::Error ScratchRepository::addToIndex(const FileTexts &Texts) {
  if (Texts.empty())
    return llvm::Error::success();
  std::vector<std::string> Hash{"hash-object", "-w", "--no-filters", "--"};
  for (const auto &[Path, Text] : Texts) {
    llvm::Expected<std::string> File =
        keep("text" + std::to_string(Files++), Text);
    if (!File)
      return File.takeError();
    Hash.push_back(*File);
  }
  llvm::Expected<std::string> Ids = run(Hash);
  if (!Ids)
    return Ids.takeError();
  std::vector<std::string> Update{"update-index", "--add"};
  StringRef Rest = *Ids;
  for (const auto &[Path, Text] : Texts) {
    auto [Id, After] = Rest.split('\n');
    Rest = After;
    auto Mode = Modes.find(Path);
    Update.push_back("--cacheinfo");
    Update.push_back((Mode == Modes.end() ? "100644" : Mode->second) + "," +
                     Id.str() + "," + Path);
  }
  return run(Update).takeError();
}

llvm::Expected<std::string>
ScratchRepository::commitIndex(StringRef Parent, StringRef Message,
                               const Authorship &By) {
  llvm::Expected<std::string> Tree = run({"write-tree"});
  if (!Tree)
    return Tree.takeError();
  llvm::Expected<std::string> File = keep("message", Message);
  if (!File)
    return File.takeError();
  std::vector<std::string> Words{"commit-tree", StringRef(*Tree).trim().str(),
                                 "-F", *File};
  if (!Parent.empty())
    Words.insert(Words.end(), {"-p", Parent.str()});
  llvm::Expected<std::string> Commit = run(Words, By);
  if (!Commit)
    return Commit.takeError();
  InIndex = StringRef(*Commit).trim().str();
  return InIndex;
}

llvm::Expected<std::string>
ScratchRepository::firstDifference(const FileTexts &Texts) {
  std::vector<std::string> Hash{"hash-object", "--no-filters", "--"};
  std::vector<std::string> List{"ls-tree", "-z", "--full-tree", Base, "--"};
  for (const auto &[Path, Text] : Texts) {
    llvm::Expected<std::string> File =
        keep("text" + std::to_string(Files++), Text);
    if (!File)
      return File.takeError();
    Hash.push_back(*File);
    List.push_back(Path);
  }
  llvm::Expected<std::string> Ids = run(Hash), Entries = run(List);
  if (!Ids || !Entries)
    return llvm::joinErrors(Ids.takeError(), Entries.takeError());
  std::map<std::string, std::string> Known; // path -> object
  llvm::SmallVector<StringRef> Lines;
  StringRef(*Entries).split(Lines, '\0', -1, /*KeepEmpty=*/false);
  for (StringRef Line : Lines) {
    auto [Facts, Path] = Line.split('\t');
    auto [Mode, Rest] = Facts.split(' ');
    if (!Mode.starts_with("100"))
      continue;
    Modes[Path.str()] = Mode.str();
    Known[Path.str()] = Rest.split(' ').second.str();
  }
  StringRef Rest = *Ids;
  for (const auto &[Path, Text] : Texts) {
    auto [Id, After] = Rest.split('\n');
    Rest = After;
    if (!Known.count(Path))
      return Path + " is no file of that commit";
    if (Known[Path] != Id)
      return Path + " is not what that commit has";
  }
  return "";
}

llvm::Expected<std::string> ScratchRepository::commit(StringRef Parent,
                                                      const FileTexts &Texts,
                                                      StringRef Message,
                                                      const Authorship &By) {
  if (InIndex != Parent)
    if (llvm::Error E = run({"read-tree", Parent.str()}).takeError())
      return std::move(E);
  if (llvm::Error E = addToIndex(Texts))
    return std::move(E);
  return commitIndex(Parent, Message, By);
}

/// The commit message of a mail that git format-patch wrote.
static std::string messageOf(StringRef Mail) {
  auto [Head, Rest] = Mail.split("\n\n");
  std::string Subject;
  llvm::SmallVector<StringRef> Lines;
  Head.split(Lines, '\n');
  bool In = false;
  for (StringRef Line : Lines) {
    if (In && Line.starts_with(" "))
      Subject += Line.str();
    In = (In && Line.starts_with(" ")) || Line.starts_with("Subject: ");
    if (Line.starts_with("Subject: "))
      Subject = Line.drop_front(sizeof("Subject: ") - 1).str();
  }
  StringRef Plain = Subject;
  if (Plain.starts_with("["))
    Plain = Plain.split("] ").second;
  return (Plain + "\n\n" + Rest.split("\n---\n").first + "\n").str();
}

llvm::Expected<std::string> ScratchRepository::applyMail(StringRef Parent,
                                                         StringRef Mail,
                                                         const Authorship &By) {
  if (InIndex != Parent)
    if (llvm::Error E = run({"read-tree", Parent.str()}).takeError())
      return std::move(E);
  InIndex.clear();
  llvm::Expected<std::string> File = keep("mail", Mail);
  if (!File)
    return File.takeError();
  if (llvm::Error E = run({"apply", "--cached", *File}).takeError())
    return std::move(E);
  return commitIndex(Parent, messageOf(Mail), By);
}

SubjectsByPath
ScratchRepository::subjectsOf(const std::vector<std::string> &Paths) {
  constexpr size_t Each = 50;
  SubjectsByPath Subjects;
  if (History.empty() || Paths.empty())
    return Subjects;
  std::vector<std::string> Words{"-c",
                                 "core.quotePath=false",
                                 "log",
                                 "--no-merges",
                                 "--no-color",
                                 "--no-renames",
                                 "--name-only",
                                 "--format=%x01%s",
                                 "--max-count=" +
                                     std::to_string(Each * Paths.size()),
                                 Base,
                                 "--"};
  Words.insert(Words.end(), Paths.begin(), Paths.end());
  llvm::Expected<std::string> Log = run(Words);
  // A clone without trees has no history of files.
  if (!Log) {
    llvm::consumeError(Log.takeError());
    return Subjects;
  }
  llvm::SmallVector<StringRef> Commits;
  StringRef(*Log).split(Commits, '\x01', -1, /*KeepEmpty=*/false);
  for (StringRef Commit : Commits) {
    auto [Subject, Names] = Commit.split('\n');
    llvm::SmallVector<StringRef> Files;
    Names.split(Files, '\n', -1, /*KeepEmpty=*/false);
    for (const std::string &Path : Paths) {
      std::vector<std::string> &Of = Subjects[Path];
      auto in = [&](StringRef File) {
        return File == Path || File.starts_with(Path + "/");
      };
      if (Of.size() < Each && llvm::any_of(Files, in))
        Of.push_back(Subject.str());
    }
  }
  return Subjects;
}

bool ScratchRepository::hasCommit(StringRef Name) {
  llvm::Expected<std::string> There =
      run({"cat-file", "-e", (Name + "^{commit}").str()});
  if (There)
    return true;
  llvm::consumeError(There.takeError());
  return false;
}

} // namespace premap
