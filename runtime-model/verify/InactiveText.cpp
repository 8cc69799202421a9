#include "verify/InactiveText.h"
#include "kernel/Calls.h"
#include "kernel/Fields.h"
#include "kernel/Flags.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/iterator_range.h"

#include <algorithm>
#include <array>
#include <functional>

using namespace clang;

namespace premap::verify {
namespace {

/// Whether "name(" and this word begin a declaration, not a call.
bool beginsParameter(StringRef Word) {
  return Word == "struct" || Word == "const" || Word == "void" ||
         Word == "unsigned" || Word == "int" || Word == "long";
}

class Collector : public PPCallbacks {
public:
  Collector(Preprocessor &PP, InactiveText &To) : PP(PP), To(To) {}

  void SourceRangeSkipped(SourceRange Range, SourceLocation) override {
    const SourceManager &SM = PP.getSourceManager();
    if (!SM.isInMainFile(Range.getBegin()))
      return;
    auto [File, Begin] = SM.getDecomposedLoc(Range.getBegin());
    unsigned End = SM.getFileOffset(Range.getEnd());
    StringRef Text = SM.getBufferData(File);
    // "#if 0" and its end do not depend on any configuration.
    StringRef Condition = Text.substr(Begin).split('\n').first;
    if (Condition.consume_front("#") && Condition.trim().consume_front("if") &&
        Condition.ltrim().drop_front(2).trim() == "0")
      return;
    read(SM.getLocForStartOfFile(File), Text, Begin, End);
  }

  void MacroDefined(const Token &Name, const MacroDirective *Made) override {
    const SourceManager &SM = PP.getSourceManager();
    if (!SM.isInMainFile(Name.getLocation()))
      return;
    std::set<std::string> &Words =
        To.Macros[Name.getIdentifierInfo()->getName().str()];
    for (const Token &Tok : Made->getMacroInfo()->tokens())
      if (const IdentifierInfo *Word = Tok.getIdentifierInfo())
        Words.insert(Word->getName().str());
  }

private:
  void read(SourceLocation Start, StringRef Text, unsigned Begin,
            unsigned End) {
    Lexer Raw(Start, PP.getLangOpts(), Text.begin(), Text.begin() + Begin,
              Text.end());
    const SourceManager &SM = PP.getSourceManager();
    std::array<std::string, 3> Before; // the last tokens, newest in front
    Token Tok;
    while (!Raw.LexFromRawLexer(Tok) &&
           SM.getFileOffset(Tok.getLocation()) < End) {
      std::string Word = Lexer::getSpelling(Tok, SM, PP.getLangOpts());
      unsigned Line = SM.getSpellingLineNumber(Tok.getLocation());
      if (To.Lines.empty() || To.Lines.back().Number != Line)
        To.Lines.push_back({Line, {}});
      To.Lines.back().Tokens.push_back(Word);
      if (Tok.is(tok::amp))
        continue;
      if (Tok.is(tok::raw_identifier)) {
        if (Before[0] == "(" && beginsParameter(Word))
          if (auto Declared = To.Words.find(Before[1]);
              Declared != To.Words.end())
            Declared->second.back().IsMember = true;
        bool IsMember =
            Before[0] == "=" && (Before[2] == "." || Before[2] == "->");
        if (Before[0] != "." && Before[0] != "->")
          To.Words[Word].push_back({Line, IsMember});
        if (IsMember)
          To.Members.emplace(Before[1] + " = " + Word, Line);
      }
      Before = {std::move(Word), std::move(Before[0]), std::move(Before[1])};
    }
  }

  Preprocessor &PP;
  InactiveText &To;
};

} // namespace

std::unique_ptr<PPCallbacks> inactiveCollector(Preprocessor &PP,
                                               InactiveText &To) {
  return std::make_unique<Collector>(PP, To);
}

namespace {

class Names : public DynamicRecursiveASTVisitor {
public:
  explicit Names(std::set<std::string> &To) : To(To) {}
  bool VisitVarDecl(VarDecl *Variable) override {
    To.insert(Variable->getNameAsString());
    return true;
  }

private:
  std::set<std::string> &To;
};

} // namespace

/// The words of a function's text that are neither keywords nor \p Own.
static std::set<std::string> wordsOf(const FunctionDecl &Function,
                                     const std::set<std::string> &Own) {
  ASTContext &Context = Function.getASTContext();
  const SourceManager &SM = Context.getSourceManager();
  auto [File, Begin] =
      SM.getDecomposedLoc(SM.getExpansionLoc(Function.getBeginLoc()));
  unsigned End = SM.getFileOffset(SM.getExpansionLoc(Function.getEndLoc()));
  StringRef Text = SM.getBufferData(File);
  Lexer Raw(SM.getLocForStartOfFile(File), Context.getLangOpts(), Text.begin(),
            Text.begin() + Begin, Text.end());
  std::set<std::string> Words;
  Token Tok;
  while (!Raw.LexFromRawLexer(Tok) && SM.getFileOffset(Tok.getLocation()) < End)
    if (Tok.is(tok::raw_identifier))
      if (std::string Word = Tok.getRawIdentifier().str();
          !Own.count(Word) &&
          Context.Idents.get(Word).getTokenID() == tok::identifier)
        Words.insert(std::move(Word));
  return Words;
}

void addDefinitions(const std::vector<Decl *> &Decls, InactiveText &To) {
  for (Decl *D : Decls) {
    const auto *Value = dyn_cast<ValueDecl>(D);
    FunctionDecl *Function = D->getAsFunction();
    bool Defines =
        Function ? Function->doesThisDeclarationHaveABody() : isa<VarDecl>(D);
    if (!Value || !Defines)
      continue;
    std::string Name = Value->getNameAsString();
    std::string Type = Value->getType().getCanonicalType().getAsString();
    // A record without a name is called by its line.
    To.Defined[Name] = Type.find("(unnamed") == std::string::npos ? Type : "";
    if (!Function)
      continue;
    const SourceManager &SM = D->getASTContext().getSourceManager();
    InactiveText::Body &Body = To.Bodies[Name];
    Body.Begin = SM.getExpansionLineNumber(Function->getBeginLoc());
    Body.End = SM.getExpansionLineNumber(Function->getEndLoc());
    Names(Body.Names).TraverseDecl(Function);
    for (const ParmVarDecl *Parameter : Function->parameters()) {
      const RecordDecl *Record =
          Parameter->getType()->getPointeeType().isNull()
              ? nullptr
              : Parameter->getType()->getPointeeType()->getAsRecordDecl();
      if (Record && (Record->getNameAsString() == kernel::VmaRecord ||
                     Record->getNameAsString() == kernel::DescRecord))
        Body.Mapping = Parameter->getNameAsString();
      else if (Record && Record->getNameAsString() == kernel::FileRecord)
        Body.Beside.insert(Parameter->getNameAsString());
    }
    if (!To.Lines.empty())
      Body.Words = wordsOf(*Function, Body.Names);
  }
}

/// Inactive words and, with the line where a macro is used, what it stands for.
static std::map<std::string, std::vector<InactiveText::Use>>
expanded(const InactiveText &Text) {
  auto Words = Text.Words;
  std::vector<std::string> Open;
  for (const auto &[Word, Uses] : Words)
    Open.push_back(Word);
  while (!Open.empty()) {
    std::string Word = std::move(Open.back());
    Open.pop_back();
    auto Macro = Text.Macros.find(Word);
    if (Macro == Text.Macros.end())
      continue;
    const std::vector<InactiveText::Use> Uses = Words[Word];
    for (const std::string &Inner : Macro->second)
      if (Words.emplace(Inner, Uses).second)
        Open.push_back(Inner);
  }
  return Words;
}

std::map<std::string, unsigned> leftBehind(const InactiveText &Old,
                                           const InactiveText &New) {
  std::map<std::string, unsigned> Result;
  auto Words = expanded(New);
  for (const auto &[Name, Type] : Old.Defined) {
    auto Used = Words.find(Name);
    auto Now = New.Defined.find(Name);
    if (Used == Words.end() ||
        (Now != New.Defined.end() && Now->second == Type))
      continue;
    for (const InactiveText::Use &Use : Used->second)
      // A declaration has its own type, and which member it is stillSet()
      // knows.
      if (Now == New.Defined.end() || !Use.IsMember)
        Result.emplace(Name, Use.Line);
  }
  return Result;
}

std::map<std::string, unsigned> leftBehind(const InactiveText &Old,
                                           const std::string &OldName,
                                           const InactiveText &New,
                                           const std::string &NewName) {
  std::map<std::string, unsigned> Result;
  auto Before = Old.Bodies.find(OldName), Now = New.Bodies.find(NewName);
  if (Before == Old.Bodies.end() || Now == New.Bodies.end())
    return Result;
  for (const std::string &Name : Before->second.Names) {
    auto Used = New.Words.find(Name);
    if (Used == New.Words.end() || Now->second.Names.count(Name))
      continue;
    for (const InactiveText::Use &Use : Used->second)
      if (Use.Line >= Now->second.Begin && Use.Line <= Now->second.End)
        Result.emplace(Name, Use.Line);
  }
  return Result;
}

namespace {

struct PlacedWord {
  unsigned Line;
  std::string Word;
  std::string Means; ///< the same for both texts
};

std::vector<PlacedWord>
placedWords(const InactiveText &Text,
            const std::function<std::string(const std::string &)> &Meaning) {
  std::vector<PlacedWord> Words;
  for (const InactiveText::Line &Line : Text.Lines)
    for (const std::string &Word : Line.Tokens)
      Words.push_back({Line.Number, Word, Meaning(Word)});
  return Words;
}

/// What a word of a vma's code is called in a desc's: its members go by theirs.
std::string asOfDesc(const std::string &Word) {
  std::string_view Member = kernel::descField(Word);
  return Word == kernel::VmaRecord ? std::string(kernel::DescRecord)
         : Member.empty()          ? Word
                                   : std::string(Member);
}

bool beginsBranch(const InactiveText::Line &Line) {
  static const std::set<std::string> Directives{"if", "ifdef", "ifndef", "else",
                                                "elif"};
  return Line.Tokens.size() > 1 && Line.Tokens[0] == "#" &&
         Directives.count(Line.Tokens[1]);
}

/// Adds what the branch around the lines says: a number that has changed means
/// nothing without the function around it.
void addBranch(const InactiveText &Text, unsigned First, unsigned Last,
               std::set<std::string> &Words) {
  auto at = [&](unsigned Number) {
    return std::find_if(
        Text.Lines.begin(), Text.Lines.end(),
        [&](const InactiveText::Line &L) { return L.Number >= Number; });
  };
  auto Begin = at(First), End = at(Last + 1);
  while (Begin != Text.Lines.begin() && !beginsBranch(*Begin))
    --Begin;
  End = std::find_if(End, Text.Lines.end(), beginsBranch);
  for (auto L = Begin; L != End; ++L)
    Words.insert(L->Tokens.begin(), L->Tokens.end());
}

/// A flag, a member of a vma or desc, or a function that reads one.
bool asksMapping(const std::string &Word) {
  if (kernel::flagNamed(Word) || kernel::fieldNamed(Word) ||
      kernel::fieldOfDesc(Word))
    return true;
  switch (kernel::kindOf(Word)) {
  case kernel::CallKind::Size:
  case kernel::CallKind::Pages:
  case kernel::CallKind::Offset:
  case kernel::CallKind::PageProt:
  case kernel::CallKind::FlagTest:
  case kernel::CallKind::FlagPredicate:
  case kernel::CallKind::FlagValue:
  case kernel::CallKind::VmaRead:
    return true;
  default:
    return false;
  }
}

/// A word of a list of parameters or arguments. \p Parameters: names of what
/// hooks and helpers get.
bool isOfParameters(const std::string &Word,
                    const std::set<std::string> &Parameters) {
  return Parameters.count(Word) || Word == "struct" ||
         Word == kernel::FileRecord || Word == kernel::VmaRecord ||
         Word == kernel::DescRecord;
}

/// Whether the names in \p Words, of which there are some, all fulfil \p Is.
template <typename Range, typename Predicate>
bool namesAre(const Range &Words, Predicate Is) {
  bool Named = false;
  for (const PlacedWord &W : Words) {
    if (!llvm::isAlpha(W.Word.front()) && W.Word.front() != '_')
      continue;
    if (!Is(W.Word))
      return false;
    Named = true;
  }
  return Named;
}

/// Whether a change of \p Before to \p After is one of how the mapping is got
/// or asked. What only goes or comes may be a parameter, not a question.
template <typename Range>
bool onlyAsksMapping(const Range &Before, const Range &After,
                     const std::set<std::string> &Parameters) {
  auto got = [&](const std::string &Word) {
    return isOfParameters(Word, Parameters);
  };
  auto gotOrAsked = [&](const std::string &Word) {
    return got(Word) || asksMapping(Word);
  };
  if (Before.begin() == Before.end())
    return namesAre(After, got);
  if (After.begin() == After.end())
    return namesAre(Before, got);
  return namesAre(Before, gotOrAsked) && namesAre(After, gotOrAsked);
}

/// Where words were only added, the same text can be read as added one word
/// earlier if it ends with that word: `# if A` in front of `# if B`. Moves
/// \p First and \p Last back to the start of a line if they can be moved there.
void startWithALine(const std::vector<PlacedWord> &Words,
                    std::vector<PlacedWord>::const_iterator &First,
                    std::vector<PlacedWord>::const_iterator &Last) {
  auto beginsLine = [&](auto At) {
    return At == Words.begin() || std::prev(At)->Line != At->Line;
  };
  auto From = First, To = Last;
  while (!beginsLine(From) && std::prev(From)->Means == std::prev(To)->Means) {
    --From;
    --To;
  }
  if (beginsLine(From)) {
    First = From;
    Last = To;
  }
}

} // namespace

std::optional<InactiveChange>
changedInactive(const InactiveText &Old, const InactiveText &New,
                const std::map<std::string, std::string> &Became) {
  auto becomes = [&](const std::string &Word) {
    auto Known = Became.find(Word);
    return asOfDesc(Known == Became.end() ? Word : Known->second);
  };
  const std::vector<PlacedWord> A = placedWords(Old, becomes),
                                B = placedWords(New, asOfDesc);
  auto same = [](const PlacedWord &One, const PlacedWord &Other) {
    return One.Means == Other.Means;
  };
  auto [FirstA, FirstB] =
      std::mismatch(A.begin(), A.end(), B.begin(), B.end(), same);
  if (FirstA == A.end() && FirstB == B.end())
    return std::nullopt;
  auto Tail =
      std::mismatch(A.rbegin(), std::make_reverse_iterator(FirstA), B.rbegin(),
                    std::make_reverse_iterator(FirstB), same);
  auto LastA = Tail.first.base(), LastB = Tail.second.base();
  if (FirstA == LastA)
    startWithALine(B, FirstB, LastB);
  else if (FirstB == LastB)
    startWithALine(A, FirstA, LastA);
  InactiveChange Change;
  if (FirstB < LastB) {
    Change.First = FirstB->Line;
    Change.Last = std::prev(LastB)->Line;
  } else if (FirstB != B.begin())
    Change.First = Change.Last = std::prev(FirstB)->Line + 1;
  std::set<std::string> Parameters;
  for (const InactiveText *Text : {&Old, &New})
    for (const auto &[Name, Body] : Text->Bodies)
      if (!Body.Mapping.empty()) {
        Parameters.insert(Body.Mapping);
        Parameters.insert(Body.Beside.begin(), Body.Beside.end());
      }
  Change.AsksMapping =
      onlyAsksMapping(llvm::make_range(FirstA, LastA),
                      llvm::make_range(FirstB, LastB), Parameters);
  if (FirstA < LastA)
    addBranch(Old, FirstA->Line, std::prev(LastA)->Line, Change.Words);
  if (FirstB < LastB)
    addBranch(New, FirstB->Line, std::prev(LastB)->Line, Change.Words);
  return Change;
}

std::set<std::string> usedOf(const InactiveChange &Change,
                             const InactiveText &Text,
                             const std::set<std::string> &Names) {
  std::set<std::string> Result, Seen = Names;
  std::vector<std::string> Open(Names.begin(), Names.end());
  while (!Open.empty()) {
    std::string Name = std::move(Open.back());
    Open.pop_back();
    if (Change.Words.count(Name))
      Result.insert(Name);
    auto follow = [&](const std::set<std::string> &Words) {
      for (const std::string &Word : Words)
        if (Seen.insert(Word).second)
          Open.push_back(Word);
    };
    if (auto Macro = Text.Macros.find(Name); Macro != Text.Macros.end())
      follow(Macro->second);
    if (auto Body = Text.Bodies.find(Name); Body != Text.Bodies.end()) {
      if (Change.First <= Body->second.End && Change.Last >= Body->second.Begin)
        Result.insert(Name + "()");
      follow(Body->second.Words);
    }
  }
  return Result;
}

unsigned stillSet(const InactiveText &New, const std::string &Member,
                  const std::string &Function) {
  auto Used = New.Members.find(Member + " = " + Function);
  return Used == New.Members.end() ? 0 : Used->second;
}

} // namespace premap::verify
