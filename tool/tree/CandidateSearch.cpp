#include "tool/tree/CandidateSearch.h"

#include "tool/tree/WordSearch.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/ErrorHandling.h"

#include <algorithm>
#include <mutex>
#include <set>

using llvm::StringRef;

namespace premap {

bool maySetHook(HitKind Kind) { return Kind != HitKind::Access; }

const char *hitKindName(HitKind Kind) {
  switch (Kind) {
  case HitKind::Initialiser:
    return "initialiser";
  case HitKind::Assignment:
    return "assignment";
  case HitKind::Positional:
    return "positional";
  case HitKind::MacroArgument:
    return "macro_argument";
  case HitKind::TableMacro:
    return "table_macro";
  case HitKind::Access:
    return "access";
  }
  llvm_unreachable("covered switch");
}

/// White space between two tokens, continued lines included.
static bool isBlank(char C) {
  return C == ' ' || C == '\t' || C == '\n' || C == '\r' || C == '\\' ||
         C == '\f' || C == '\v';
}

/// Skips blanks and comments from \p At on.
static size_t skipBlanks(StringRef Text, size_t At) {
  while (At < Text.size()) {
    StringRef Rest = Text.drop_front(At);
    size_t End = StringRef::npos;
    if (isBlank(Rest[0])) {
      ++At;
      continue;
    }
    if (Rest.starts_with("/*")) {
      End = Text.find("*/", At + 2);
      At = End == StringRef::npos ? Text.size() : End + 2;
    } else if (Rest.starts_with("//")) {
      End = Text.find('\n', At);
      At = End == StringRef::npos ? Text.size() : End;
    } else {
      break;
    }
  }
  return At;
}

static char charAt(StringRef Text, size_t At) {
  return At < Text.size() ? Text[At] : '\0';
}

/// The last character before \p At that is not blank; its place in \p Where.
static char charBefore(StringRef Text, size_t At, size_t &Where) {
  while (At && isBlank(Text[At - 1]))
    --At;
  Where = At ? At - 1 : 0;
  return At ? Text[At - 1] : '\0';
}

/// The name of the macro whose definition the character at \p At is part of,
/// "" if it is not in a `#define`.
static StringRef macroAround(StringRef Text, size_t At) {
  size_t Start = At;
  for (;;) {
    Start = Text.rfind('\n', Start);
    Start = Start == StringRef::npos ? 0 : Start + 1;
    StringRef Before = Text.take_front(Start ? Start - 1 : 0);
    Before.consume_back("\r");
    if (Start == 0 || !Before.ends_with("\\"))
      break;
    --Start;
  }
  StringRef Line = Text.slice(Start, At).ltrim(" \t");
  if (!Line.consume_front("#"))
    return StringRef();
  Line = Line.ltrim(" \t");
  if (!Line.consume_front("define"))
    return StringRef();
  return Line.ltrim(" \t\\\r\n").take_while(isIdentifierChar);
}

namespace {

/// Classifies the words of one file.
class FileSearch {
public:
  FileSearch(StringRef Path, StringRef Text) : Path(Path), Text(Text) {}

  void onMmap(size_t At, size_t Length);
  void onFileOperations(size_t At, size_t Length);
  void onTableMacro(size_t At) { add(At, HitKind::TableMacro); }

  /// The hits in order; bare arguments count only beside a file_operations.
  std::vector<CandidateHit> take();

  std::vector<std::string> TableMacros;

private:
  void add(size_t At, HitKind Kind) {
    Hits.push_back({Path.str(), 0, unsigned(At), Kind});
  }

  StringRef Path, Text;
  std::vector<CandidateHit> Hits;
  bool NamesFileOperations = false;
};

void FileSearch::onMmap(size_t At, size_t Length) {
  size_t Before;
  char Previous = charBefore(Text, At, Before);
  size_t AfterAt = skipBlanks(Text, At + Length);
  char Next = charAt(Text, AfterAt);
  bool Assigned = Next == '=' && charAt(Text, AfterAt + 1) != '=';
  bool Arrow = Previous == '>' && Before && Text[Before - 1] == '-';

  if (Arrow)
    return add(At, Assigned ? HitKind::Assignment : HitKind::Access);
  if (Previous == '.') {
    size_t ObjectAt;
    char Object = charBefore(Text, Before, ObjectAt);
    bool OfObject =
        (isIdentifierChar(Object) || Object == ')' || Object == ']') &&
        !Text.slice(ObjectAt, Before).contains('\n');
    // `ops[1].mmap = f` and `[1].mmap = f` look alike: both set the hook.
    HitKind Kind = !Assigned  ? HitKind::Access
                   : OfObject ? HitKind::Assignment
                              : HitKind::Initialiser;
    StringRef Macro = Assigned ? macroAround(Text, At) : StringRef();
    if (!Macro.empty())
      TableMacros.push_back(Macro.str());
    return add(At, Kind);
  }
  if (Next == ':' && (Previous == '{' || Previous == ','))
    return add(At, HitKind::Initialiser);
  if ((Previous == '(' || Previous == ',') && (Next == ')' || Next == ','))
    add(At, HitKind::MacroArgument);
}

/// `struct file_operations NAME[..] attributes = { first`: without a dot, a
/// bracket or the closing brace as the first token there is no designator.
void FileSearch::onFileOperations(size_t At, size_t Length) {
  NamesFileOperations = true;
  size_t Equals = At + Length;
  while (Equals < Text.size() && Text[Equals] != '=')
    if (StringRef(";{}").contains(Text[Equals++]))
      return;
  size_t Brace = skipBlanks(Text, Equals + 1);
  if (charAt(Text, Brace) != '{')
    return;
  size_t First = skipBlanks(Text, Brace + 1);
  // An array of tables: the first table decides.
  while (charAt(Text, First) == '{')
    First = skipBlanks(Text, First + 1);
  char C = charAt(Text, First);
  if (C != '.' && C != '[' && C != '}' && C != '\0' && C != '#')
    if (charAt(Text, skipBlanks(Text, Text.find_first_not_of(
                                          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ"
                                          "KLMNOPQRSTUVWXYZ0123456789_",
                                          First))) != ':')
      add(At, HitKind::Positional);
}

std::vector<CandidateHit> FileSearch::take() {
  if (!NamesFileOperations)
    std::erase_if(Hits, [](const CandidateHit &Hit) {
      return Hit.Kind == HitKind::MacroArgument;
    });
  size_t Position = 0;
  unsigned Line = 1;
  for (CandidateHit &Hit : Hits) {
    Line += Text.slice(Position, Hit.Offset).count('\n');
    Position = Hit.Offset;
    Hit.Line = Line;
  }
  return std::move(Hits);
}

} // namespace

/// The hooks' names in file_operations and in the tables below it; fb_ops and
/// proc_ops have names of their own.
static const WordSearch &hookWords() {
  static const WordSearch Search(
      {"mmap", "mmap_prepare", "fb_mmap", "proc_mmap", "file_operations"});
  return Search;
}

std::vector<CandidateHit> candidateHits(StringRef Path, StringRef Text,
                                        std::vector<std::string> &TableMacros) {
  FileSearch File(Path, Text);
  const WordSearch &Words = hookWords();
  Words.forEach(Text, [&](size_t At, unsigned Word) {
    const std::string &Name = Words.words()[Word];
    if (Name == "file_operations")
      File.onFileOperations(At, Name.size());
    else
      File.onMmap(At, Name.size());
  });
  TableMacros.insert(TableMacros.end(), File.TableMacros.begin(),
                     File.TableMacros.end());
  return File.take();
}

/// Uses of \p Macros outside of their own definitions. A macro whose text uses
/// one of them sets the hook as well and goes to \p MoreMacros.
static std::vector<CandidateHit>
macroUses(StringRef Path, StringRef Text, const WordSearch &Macros,
          std::vector<std::string> &MoreMacros) {
  FileSearch File(Path, Text);
  Macros.forEach(Text, [&](size_t At, unsigned Word) {
    StringRef Around = macroAround(Text, At);
    if (Around == Macros.words()[Word])
      return;
    size_t LineStart = Text.rfind('\n', At);
    LineStart = LineStart == StringRef::npos ? 0 : LineStart + 1;
    StringRef Before = Text.slice(LineStart, At).ltrim(" \t");
    // The definition itself, #undef, #ifdef: the macro is named, not used.
    if (Before.starts_with("#") && Around.empty())
      return;
    if (!Around.empty())
      MoreMacros.push_back(Around.str());
    File.onTableMacro(At);
  });
  return File.take();
}

static void sortUnique(std::vector<std::string> &Strings) {
  std::sort(Strings.begin(), Strings.end());
  Strings.erase(std::unique(Strings.begin(), Strings.end()), Strings.end());
}

/// Adds the hits of the macros that \p Set.TableMacros names, and of the macros
/// made from those, until no new one turns up.
static void addMacroUses(const KernelTree &Tree,
                         const std::vector<std::string> &Files, unsigned Jobs,
                         CandidateSet &Set) {
  std::vector<std::string> New = Set.TableMacros;
  std::set<std::string> Known(New.begin(), New.end());
  while (!New.empty()) {
    WordSearch Search(std::move(New));
    std::mutex Mutex;
    std::vector<std::string> More;
    forEachSource(Tree, Files, Jobs, [&](size_t I, StringRef Text) {
      std::vector<std::string> Macros;
      std::vector<CandidateHit> Hits =
          macroUses(Files[I], Text, Search, Macros);
      if (Hits.empty())
        return;
      std::lock_guard Lock(Mutex);
      Set.Hits.insert(Set.Hits.end(), Hits.begin(), Hits.end());
      More.insert(More.end(), Macros.begin(), Macros.end());
    });
    sortUnique(More);
    New.clear();
    for (std::string &Macro : More)
      if (Known.insert(Macro).second)
        New.push_back(std::move(Macro));
  }
  Set.TableMacros.assign(Known.begin(), Known.end());
}

/// Sorts the hits, keeps one for each place, and lists their files.
static void finish(CandidateSet &Set) {
  auto Key = [](const CandidateHit &Hit) {
    return std::tie(Hit.Path, Hit.Offset, Hit.Kind);
  };
  std::sort(Set.Hits.begin(), Set.Hits.end(),
            [&](const CandidateHit &A, const CandidateHit &B) {
              return Key(A) < Key(B);
            });
  Set.Hits.erase(std::unique(Set.Hits.begin(), Set.Hits.end(),
                             [](const CandidateHit &A, const CandidateHit &B) {
                               return A.Path == B.Path && A.Offset == B.Offset;
                             }),
                 Set.Hits.end());
  for (const CandidateHit &Hit : Set.Hits) {
    if (!maySetHook(Hit.Kind))
      continue;
    auto &List =
        StringRef(Hit.Path).ends_with(".c") ? Set.Sources : Set.Headers;
    if (List.empty() || List.back() != Hit.Path)
      List.push_back(Hit.Path);
  }
}

CandidateSet searchCandidates(const KernelTree &Tree, unsigned Jobs) {
  CandidateSet Set;
  SourceList List = listSources(Tree);
  std::mutex Mutex;
  Set.Unread =
      forEachSource(Tree, List.Files, Jobs, [&](size_t I, StringRef Text) {
        std::vector<std::string> Macros;
        std::vector<CandidateHit> Hits =
            candidateHits(List.Files[I], Text, Macros);
        std::lock_guard Lock(Mutex);
        Set.BytesRead += Text.size();
        Set.Hits.insert(Set.Hits.end(), Hits.begin(), Hits.end());
        Set.TableMacros.insert(Set.TableMacros.end(), Macros.begin(),
                               Macros.end());
      });
  Set.FilesRead = List.Files.size() - Set.Unread.size();
  Set.Unread.insert(Set.Unread.end(), List.Unread.begin(), List.Unread.end());
  std::sort(Set.Unread.begin(), Set.Unread.end());
  sortUnique(Set.TableMacros);
  addMacroUses(Tree, List.Files, Jobs, Set);
  finish(Set);
  return Set;
}

/// The place behind the `)` that closes the `(` at \p At; npos if a `;` or `{`
/// comes first.
static size_t skipParentheses(StringRef Text, size_t At) {
  unsigned Depth = 0;
  for (; At < Text.size(); ++At) {
    char C = Text[At];
    if (C == ';' || C == '{')
      break;
    if (C == '(')
      ++Depth;
    if (C == ')' && --Depth == 0)
      return At + 1;
  }
  return StringRef::npos;
}

/// True if `name(...) attributes {` stands at \p At; \p Length is the name's.
static bool looksLikeDefinition(StringRef Text, size_t At, size_t Length) {
  At = skipBlanks(Text, At + Length);
  if (charAt(Text, At) != '(')
    return false;
  At = skipParentheses(Text, At);
  // Attributes such as `__must_hold(lock)` may follow.
  while (At < Text.size()) {
    At = skipBlanks(Text, At);
    char C = charAt(Text, At);
    if (C == '{')
      return true;
    if (C == '(')
      At = skipParentheses(Text, At);
    else if (isIdentifierChar(C))
      ++At;
    else
      return false;
  }
  return false;
}

std::map<std::string, std::vector<std::string>>
findFunctionDefinitions(const KernelTree &Tree,
                        const std::vector<std::string> &Names, unsigned Jobs) {
  std::map<std::string, std::vector<std::string>> Found;
  std::vector<std::string> Words = Names;
  sortUnique(Words);
  WordSearch Search(std::move(Words));
  std::vector<std::string> Files = listSources(Tree).Files;
  std::mutex Mutex;
  forEachSource(Tree, Files, Jobs, [&](size_t I, StringRef Text) {
    Search.forEach(Text, [&](size_t At, unsigned Word) {
      const std::string &Name = Search.words()[Word];
      if (!looksLikeDefinition(Text, At, Name.size()))
        return;
      std::lock_guard Lock(Mutex);
      Found[Name].push_back(Files[I]);
    });
  });
  for (auto &[Name, Places] : Found)
    sortUnique(Places);
  return Found;
}

} // namespace premap
