#include "verify/InactiveText.h"
#include "kernel/Fields.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/MacroArgs.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/Support/Path.h"

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
  Collector(Preprocessor &PP, InactiveText &Main, InactiveTexts *Headers,
            std::string Directory)
      : PP(PP), Main(Main), Headers(Headers), Directory(std::move(Directory)) {}

  void SourceRangeSkipped(SourceRange Range, SourceLocation) override {
    const SourceManager &SM = PP.getSourceManager();
    InactiveText *To = textOf(Range.getBegin());
    if (!To)
      return;
    auto [File, Begin] = SM.getDecomposedLoc(Range.getBegin());
    unsigned End = SM.getFileOffset(Range.getEnd());
    StringRef Text = SM.getBufferData(File);
    // "#if 0" and its end do not depend on any configuration.
    StringRef Condition = Text.substr(Begin).split('\n').first;
    if (Condition.consume_front("#") && Condition.trim().consume_front("if") &&
        Condition.ltrim().drop_front(2).trim() == "0")
      return;
    read(*To, SM.getLocForStartOfFile(File), Text, Begin, End);
  }

  // Conditions of branches that are compiled here.
  void If(SourceLocation Where, SourceRange,
          ConditionValueKind Value) override {
    if (Value == CVK_True)
      addCondition(Where);
  }
  void Elif(SourceLocation Where, SourceRange, ConditionValueKind Value,
            SourceLocation) override {
    if (Value == CVK_True)
      addCondition(Where);
  }
  void Ifdef(SourceLocation Where, const Token &,
             const MacroDefinition &Macro) override {
    if (Macro)
      addCondition(Where);
  }
  void Ifndef(SourceLocation Where, const Token &,
              const MacroDefinition &Macro) override {
    if (!Macro)
      addCondition(Where);
  }

  /// `IS_ENABLED(CONFIG_X)`: what it decides is compiled, and left out again.
  void MacroExpands(const Token &Name, const MacroDefinition &Macro,
                    SourceRange, const MacroArgs *Arguments) override {
    // A macro without parameters has no argument that could be asked for.
    if (!Arguments || Macro.getMacroInfo()->getNumParams() == 0 ||
        Name.getLocation().isMacroID())
      return;
    InactiveText *To = textOf(Name.getLocation());
    const Token *First = To ? Arguments->getUnexpArgument(0) : nullptr;
    const IdentifierInfo *Option = First ? First->getIdentifierInfo() : nullptr;
    if (!Option || !Option->getName().starts_with("CONFIG_"))
      return;
    unsigned Line =
        PP.getSourceManager().getSpellingLineNumber(Name.getLocation());
    To->Lines.push_back({Line,
                         {Name.getIdentifierInfo()->getName().str(), "(",
                          Option->getName().str(), ")"}});
  }

  void MacroDefined(const Token &Name, const MacroDirective *Made) override {
    InactiveText *To = textOf(Name.getLocation());
    if (!To)
      return;
    std::set<std::string> &Words =
        To->Macros[Name.getIdentifierInfo()->getName().str()];
    for (const Token &Tok : Made->getMacroInfo()->tokens())
      if (const IdentifierInfo *Word = Tok.getIdentifierInfo())
        Words.insert(Word->getName().str());
  }

private:
  /// Where to put what is said at \p Where; null: nowhere.
  InactiveText *textOf(SourceLocation Where) {
    const SourceManager &SM = PP.getSourceManager();
    if (SM.isInMainFile(Where))
      return &Main;
    if (!Headers || Where.isInvalid() || Where.isMacroID())
      return nullptr;
    FileID File = SM.getFileID(Where);
    auto [Known, New] = Files.emplace(File, nullptr);
    if (!New)
      return Known->second;
    SmallString<128> Path = SM.getFilename(Where);
    llvm::sys::path::make_absolute(Directory, Path);
    llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
    auto Its = Headers->find(std::string(Path));
    // Of a header that is read again, one time is enough.
    if (Its != Headers->end() && Read.insert(Its->first).second)
      Known->second = &Its->second;
    return Known->second;
  }

  void addCondition(SourceLocation Where) {
    InactiveText *To = textOf(Where);
    if (!To)
      return;
    const SourceManager &SM = PP.getSourceManager();
    auto [File, Begin] = SM.getDecomposedLoc(Where);
    StringRef Text = SM.getBufferData(File);
    std::size_t End = Begin;
    do
      End = std::min(Text.find('\n', End + 1), Text.size());
    while (End < Text.size() && Text[End - 1] == '\\');
    Begin = Text.take_front(Begin + 1).rfind('#');
    read(*To, SM.getLocForStartOfFile(File), Text, Begin, End);
  }

  void read(InactiveText &To, SourceLocation Start, StringRef Text,
            unsigned Begin, unsigned End) {
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
  InactiveText &Main;
  InactiveTexts *Headers;
  const std::string Directory;
  std::map<FileID, InactiveText *> Files;
  std::set<std::string> Read; ///< headers
};

} // namespace

std::unique_ptr<PPCallbacks> inactiveCollector(Preprocessor &PP,
                                               InactiveText &To,
                                               InactiveTexts *Headers,
                                               const std::string &Directory) {
  return std::make_unique<Collector>(PP, To, Headers, Directory);
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

static std::string recordOf(const ParmVarDecl &Parameter) {
  QualType Pointee = Parameter.getType()->getPointeeType();
  const RecordDecl *Record =
      Pointee.isNull() ? nullptr : Pointee->getAsRecordDecl();
  return Record ? Record->getNameAsString() : "";
}

static bool isMapping(const std::string &Record) {
  return Record == kernel::VmaRecord || Record == kernel::DescRecord;
}

std::string mappingOf(const FunctionDecl &Function) {
  for (const ParmVarDecl *Parameter : Function.parameters())
    if (std::string Record = recordOf(*Parameter); isMapping(Record))
      return Record;
  return "";
}

void addDefinitions(const std::vector<Decl *> &Decls, InactiveText &To,
                    bool WithWords) {
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
    const SourceManager &SM = D->getASTContext().getSourceManager();
    InactiveText::Body &Body = To.Bodies[Name];
    Body.Begin = SM.getExpansionLineNumber(D->getBeginLoc());
    Body.End = SM.getExpansionLineNumber(D->getEndLoc());
    Body.IsVariable = !Function;
    if (!Function)
      continue;
    Names(Body.Names).TraverseDecl(Function);
    for (const ParmVarDecl *Parameter : Function->parameters()) {
      const std::string Record = recordOf(*Parameter);
      if (isMapping(Record))
        Body.Mapping = Parameter->getNameAsString();
      else if (Record == kernel::FileRecord)
        Body.Beside.insert(Parameter->getNameAsString());
    }
    if (WithWords || !To.Lines.empty())
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

unsigned stillDeclared(const InactiveText &New, const std::string &Function,
                       const std::string &Record) {
  unsigned Named = 0;
  for (const InactiveText::Line &Line : New.Lines)
    for (const std::string &Word : Line.Tokens) {
      if (Word == Function)
        Named = Line.Number;
      else if (Word == ";" || Word == "{" || Word == "#")
        Named = 0;
      else if (Named && Word == Record)
        return Named;
    }
  return 0;
}

unsigned stillSet(const InactiveText &New, const std::string &Member,
                  const std::string &Function) {
  auto Used = New.Members.find(Member + " = " + Function);
  return Used == New.Members.end() ? 0 : Used->second;
}

} // namespace premap::verify
