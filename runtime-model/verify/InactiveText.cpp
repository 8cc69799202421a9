#include "verify/InactiveText.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"

#include <algorithm>
#include <array>

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
      if (Tok.is(tok::amp))
        continue;
      if (Tok.is(tok::raw_identifier)) {
        if (Before[0] == "(" && beginsParameter(Word))
          if (auto Declared = To.Words.find(Before[1]);
              Declared != To.Words.end())
            Declared->second.back().IsMember = true;
        unsigned Line = SM.getSpellingLineNumber(Tok.getLocation());
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

unsigned stillSet(const InactiveText &New, const std::string &Member,
                  const std::string &Function) {
  auto Used = New.Members.find(Member + " = " + Function);
  return Used == New.Members.end() ? 0 : Used->second;
}

} // namespace premap::verify
