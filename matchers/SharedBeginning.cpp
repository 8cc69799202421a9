#include "matchers/SharedBeginning.h"

#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/Support/MemoryBuffer.h"

#include <map>

using namespace clang;
using llvm::StringRef;

namespace premap {

std::vector<std::string> leadingHeaders(StringRef Text) {
  LangOptions Language;
  Language.C11 = Language.GNUMode = Language.LineComment = true;
  std::string Buffer = Text.str();
  Lexer Raw(SourceLocation(), Language, Buffer.c_str(), Buffer.c_str(),
            Buffer.c_str() + Buffer.size());
  std::vector<std::string> Headers;
  bool AtEnd = false;
  for (Token Tok; !AtEnd;) {
    AtEnd = Raw.LexFromRawLexer(Tok);
    if (Tok.isAtStartOfLine() && Tok.isNot(tok::hash))
      break;
    if (Tok.isNot(tok::hash) || !Tok.isAtStartOfLine())
      continue;
    AtEnd = Raw.LexFromRawLexer(Tok);
    StringRef Word =
        Tok.is(tok::raw_identifier) ? Tok.getRawIdentifier() : StringRef();
    if (Word == "define" || Word == "undef")
      continue;
    if (Word != "include")
      break;
    StringRef Rest =
        StringRef(Buffer).substr(Raw.getCurrentBufferOffset()).ltrim(" \t");
    if (Rest.consume_front("<") && Rest.take_until([](char C) {
                                         return C == '>' || C == '\n';
                                       }).size() < Rest.find('\n'))
      Headers.push_back(Rest.split('>').first.str());
  }
  return Headers;
}

/// Hears what the preprocessor does.
class SharedBeginning::Follower : public PPCallbacks {
public:
  explicit Follower(SharedBeginning &Shared)
      : Shared(Shared), Sources(Shared.CI->getSourceManager()) {}

  void FileChanged(SourceLocation Location, FileChangeReason Reason,
                   SrcMgr::CharacteristicKind, FileID) override;
  void InclusionDirective(SourceLocation, const Token &, StringRef Name,
                          bool IsAngled, CharSourceRange,
                          OptionalFileEntryRef File, StringRef, StringRef,
                          const Module *, bool,
                          SrcMgr::CharacteristicKind) override {
    if (IsAngled)
      Shared.Met.insert(Name);
    if (Shared.InParts && File)
      Shared.Order.included(Current, &File->getFileEntry());
  }
  void MacroExpands(const Token &Name, const MacroDefinition &, SourceRange,
                    const MacroArgs *) override {
    use(Name);
  }
  void MacroDefined(const Token &Name, const MacroDirective *Is) override;
  void MacroUndefined(const Token &Name, const MacroDefinition &Was,
                      const MacroDirective *) override;
  void Defined(const Token &Name, const MacroDefinition &Is,
               SourceRange) override {
    test(Name, Is);
  }
  void Ifdef(SourceLocation, const Token &Name,
             const MacroDefinition &Is) override {
    test(Name, Is);
  }
  void Ifndef(SourceLocation Location, const Token &Name,
              const MacroDefinition &Is) override {
    test(Name, Is);
    if (Shared.InParts && !Is.getMacroInfo())
      Open[Location] = Name;
  }
  void Elifdef(SourceLocation, const Token &Name,
               const MacroDefinition &Is) override {
    test(Name, Is);
  }
  void Elifndef(SourceLocation, const Token &Name,
                const MacroDefinition &Is) override {
    test(Name, Is);
  }
  void Endif(SourceLocation Location, SourceLocation If) override;

private:
  void use(const Token &Name);
  void test(const Token &Name, const MacroDefinition &Is) {
    if (Is.getMacroInfo())
      return use(Name);
    const IdentifierInfo *Macro = Name.getIdentifierInfo();
    if (Untraced.erase(Macro))
      Shared.Order.undefined(Current, Macro);
    if (Shared.InParts)
      Shared.Order.missed(Current, Macro);
  }

  SharedBeginning &Shared;
  SourceManager &Sources;
  FileID Empty; ///< the file that nothing is in
  const FileEntry *Current = nullptr;
  std::map<SourceLocation, Token> Open; ///< `#ifndef` -> the name
  /// Undefined, and to be defined again as much the same.
  llvm::DenseSet<const IdentifierInfo *> Untraced;
};

/// `__attribute__((no_instrument_function))`: it concerns what is compiled, not
/// what the text says. x86's headers define `notrace` so a second time, which
/// is part of `inline`.
static bool forbidsTracing(const MacroInfo *Macro) {
  return Macro && Macro->isObjectLike() &&
         llvm::any_of(Macro->tokens(),
                      [](const Token &Tok) {
                        const IdentifierInfo *Word = Tok.getIdentifierInfo();
                        return Word &&
                               (Word->isStr("no_instrument_function") ||
                                Word->isStr("__no_instrument_function__"));
                      }) &&
         Macro->getNumTokens() == 6;
}

void SharedBeginning::Follower::MacroDefined(const Token &Name,
                                             const MacroDirective *Is) {
  const IdentifierInfo *Macro = Name.getIdentifierInfo();
  bool Again = Untraced.erase(Macro);
  if (!Shared.InParts || (Again && forbidsTracing(Is->getMacroInfo())))
    return;
  Shared.Order.defined(Current, Macro);
}

void SharedBeginning::Follower::MacroUndefined(const Token &Name,
                                               const MacroDefinition &Was,
                                               const MacroDirective *) {
  const IdentifierInfo *Macro = Name.getIdentifierInfo();
  if (!Shared.InParts)
    return;
  if (forbidsTracing(Was.getMacroInfo()))
    Untraced.insert(Macro);
  else
    Shared.Order.undefined(Current, Macro);
}

void SharedBeginning::Follower::use(const Token &Name) {
  const IdentifierInfo *Macro = Name.getIdentifierInfo();
  if (!Shared.InUnit && Shared.Own.count(Macro))
    Shared.SawOwnMacro = true;
  if (Shared.InParts)
    Shared.Order.used(Current, Macro);
}

void SharedBeginning::Follower::FileChanged(SourceLocation Location,
                                            FileChangeReason Reason,
                                            SrcMgr::CharacteristicKind,
                                            FileID) {
  if (Reason != EnterFile && Reason != ExitFile)
    return;
  if (Empty.isInvalid())
    Empty = Sources.getMainFileID();
  FileID File = Sources.getFileID(Location);
  Current = Sources.getFileEntryForID(File);
  if (Reason == EnterFile || File != Empty || Shared.InUnit)
    return;
  Shared.InParts = true;
  Shared.AtEnd(Shared);
}

/// Notes a block that has nothing but one definition.
void SharedBeginning::Follower::Endif(SourceLocation Location,
                                      SourceLocation If) {
  auto Of = Open.find(If);
  if (Of == Open.end())
    return;
  auto [File, Begin] = Sources.getDecomposedLoc(Of->second.getEndLoc());
  auto [Same, End] = Sources.getDecomposedLoc(Location);
  const IdentifierInfo *Macro = Of->second.getIdentifierInfo();
  Open.erase(Of);
  if (File != Same || End < Begin)
    return;
  StringRef Block =
      Sources.getBufferData(File).slice(Begin, End).rtrim("# \t\n").ltrim();
  if (!Block.consume_front("#"))
    return;
  Block = Block.ltrim(" \t");
  if (!Block.consume_front("define"))
    return;
  Block = Block.ltrim(" \t");
  if (Block.consume_front(Macro->getName()) && !Block.contains('\n') &&
      (Block.empty() || StringRef(" \t(").contains(Block.front())))
    Shared.Order.hasDefault(Current, Macro);
}

void SharedBeginning::follow(CompilerInstance &Its) {
  CI = &Its;
  PP = &Its.getPreprocessor();
  for (const std::string &Name : OwnMacros)
    Own.insert(PP->getIdentifierInfo(Name));
  PP->addPPCallbacks(std::make_unique<Follower>(*this));
}

void SharedBeginning::enterText(const std::string &Text) {
  FileID File = CI->getSourceManager().createFileID(
      llvm::MemoryBuffer::getMemBufferCopy(Text, "<shared>"));
  PP->EnterSourceFile(File, nullptr, SourceLocation());
}

void SharedBeginning::readHeader(StringRef Header) {
  Order.beginPart(/*IsUnit=*/false);
  enterText("#include <" + Header.str() + ">\n");
}

bool SharedBeginning::readUnit(const FamilyMember &Member) {
  std::string Macros;
  for (const std::string &Name : OwnMacros)
    Macros += "#undef " + Name + "\n";
  for (StringRef Define : Member.Defines) {
    auto [Name, Value] = Define.split('=');
    Macros += "#define " + Name.str() + " " +
              (Define.contains('=') ? Value.str() : "1") + "\n";
  }
  FileManager &Files = CI->getFileManager();
  llvm::Expected<FileEntryRef> Main = Files.getFileRef(Member.File);
  if (!Main) {
    llvm::consumeError(Main.takeError());
    return false;
  }
  HeaderSearch &Search = PP->getHeaderSearchInfo();
  for (const std::string &Folder : Member.Folders)
    if (OptionalDirectoryEntryRef Found = Files.getOptionalDirectoryRef(Folder))
      Search.AddSearchPath(
          DirectoryLookup(*Found, SrcMgr::C_User, /*isFramework=*/false),
          /*isAngled=*/true);
  CI->getFrontendOpts().DisableFree = true;
  Order.beginPart(/*IsUnit=*/true);
  InUnit = true;
  SourceManager &Sources = CI->getSourceManager();
  FileID File = Sources.createFileID(*Main, SourceLocation(), SrcMgr::C_User);
  Sources.setMainFileID(File);
  // Who includes "header.h" must be known as a file that was included.
  PP->markIncluded(*Main);
  PP->EnterSourceFile(File, nullptr, SourceLocation());
  enterText(Macros);
  return true;
}

} // namespace premap
