#include "matchers/ParseUnit.h"

#include "guard/GuardedFiles.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Driver/CreateInvocationFromArgs.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/FrontendOptions.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/BuryPointer.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace clang;

namespace premap {
namespace {

/// Notes the macros that open a brace and do not close it, or the reverse, by
/// themselves or by one that they name.
class LopsidedMacros : public PPCallbacks {
public:
  explicit LopsidedMacros(llvm::StringSet<> &Names) : Names(Names) {}

  void MacroDefined(const Token &Name, const MacroDirective *Is) override {
    int Depth = 0;
    bool IsLopsided = false;
    for (const Token &Tok : Is->getMacroInfo()->tokens()) {
      Depth += Tok.is(tok::l_brace);
      Depth -= Tok.is(tok::r_brace);
      if (const IdentifierInfo *Word = Tok.getIdentifierInfo())
        IsLopsided |= Names.contains(Word->getName());
      IsLopsided |= Depth < 0;
    }
    if (IsLopsided || Depth != 0)
      Names.insert(Name.getIdentifierInfo()->getName());
  }

private:
  llvm::StringSet<> &Names;
};

/// Lets the lexer, which has just read the opening brace of a body, go on at
/// the closing one: the parser, in search of it, would expand every macro.
/// Left to the parser are bodies with directives or \p Lopsided macros, and a
/// brace that a macro made.
void seekClosingBrace(Preprocessor &PP, const llvm::StringSet<> &Lopsided) {
  auto *File = static_cast<Lexer *>(PP.getCurrentLexer());
  unsigned Behind = File ? File->getCurrentBufferOffset() : 0;
  llvm::StringRef Text = File ? File->getBuffer() : "";
  if (Behind == 0 || Text[Behind - 1] != '{')
    return;
  Lexer Raw(SourceLocation(), PP.getLangOpts(), Text.begin(),
            Text.begin() + Behind, Text.end());
  for (unsigned Depth = 1; Depth != 0;) {
    Token Tok;
    bool AtEnd = Raw.LexFromRawLexer(Tok);
    if (AtEnd || (Tok.is(tok::hash) && Tok.isAtStartOfLine()) ||
        (Tok.is(tok::raw_identifier) &&
         Lopsided.contains(Tok.getRawIdentifier())))
      return;
    Depth += Tok.is(tok::l_brace);
    Depth -= Tok.is(tok::r_brace);
  }
  File->seek(Raw.getCurrentBufferOffset() - 1, /*IsAtStartOfLine=*/false);
}

/// Keeps the diagnostics that the caller compares or shows.
class DiagnosticCollector : public DiagnosticConsumer {
public:
  DiagnosticCollector(const GuardedFiles &Files, std::vector<Diagnostic> &Out,
                      bool KeepWarnings)
      : Files(Files), Out(Out), KeepWarnings(KeepWarnings) {}

  void HandleDiagnostic(DiagnosticsEngine::Level Level,
                        const clang::Diagnostic &Info) override {
    DiagnosticConsumer::HandleDiagnostic(Level, Info);
    bool IsError = Level >= DiagnosticsEngine::Error;
    if (!IsError && !(KeepWarnings && Level == DiagnosticsEngine::Warning))
      return;
    premap::Diagnostic D;
    D.IsError = IsError;
    llvm::SmallString<128> Message;
    Info.FormatDiagnostic(Message);
    D.Message = Files.explain(Message.str().str());
    if (Info.hasSourceManager() && Info.getLocation().isValid()) {
      const SourceManager &SM = Info.getSourceManager();
      PresumedLoc Loc = SM.getPresumedLoc(
          SM.getExpansionLoc(Info.getLocation()), /*UseLineDirectives=*/false);
      if (Loc.isValid()) {
        D.Path = Loc.getFilename();
        D.Line = Loc.getLine();
      }
    }
    Out.push_back(std::move(D));
  }

private:
  const GuardedFiles &Files;
  std::vector<premap::Diagnostic> &Out;
  bool KeepWarnings;
};

class UnitConsumer : public ASTConsumer {
public:
  UnitConsumer(CompilerInstance &CI,
               llvm::function_ref<void(CompilerInstance &)> OnAst)
      : CI(CI), OnAst(OnAst) {
    CI.getPreprocessor().addPPCallbacks(
        std::make_unique<LopsidedMacros>(Lopsided));
  }

  bool shouldSkipFunctionBody(Decl *D) override {
    if (isInUnitBody(D->getLocation(), CI.getSourceManager()))
      return false;
    seekClosingBrace(CI.getPreprocessor(), Lopsided);
    return true;
  }

  void HandleTranslationUnit(ASTContext &) override { OnAst(CI); }

private:
  CompilerInstance &CI;
  llvm::function_ref<void(CompilerInstance &)> OnAst;
  llvm::StringSet<> Lopsided;
};

class UnitAction : public ASTFrontendAction {
public:
  UnitAction(llvm::function_ref<void(CompilerInstance &)> OnAst,
             llvm::function_ref<void(CompilerInstance &)> OnStart)
      : OnAst(OnAst), OnStart(OnStart) {}

  bool BeginSourceFileAction(CompilerInstance &CI) override {
    if (OnStart)
      OnStart(CI);
    return true;
  }

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 llvm::StringRef) override {
    return std::make_unique<UnitConsumer>(CI, OnAst);
  }

private:
  llvm::function_ref<void(CompilerInstance &)> OnAst;
  llvm::function_ref<void(CompilerInstance &)> OnStart;
};

llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
overlayFileSystem(llvm::IntrusiveRefCntPtr<GuardedFiles> Below,
                  const CompileCommand &Command, const VirtualFiles &Overlay) {
  auto Layers =
      llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(std::move(Below));
  auto Memory = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  for (const auto &[Path, Text] : Overlay)
    Memory->addFile(Path, 0, llvm::MemoryBuffer::getMemBufferCopy(Text, Path));
  Layers->pushOverlay(Memory);
  Layers->setCurrentWorkingDirectory(Command.Directory);
  return Layers;
}

} // namespace

bool isInUnitBody(SourceLocation Location, const SourceManager &Sources) {
  FileID File = Sources.getFileID(Sources.getExpansionLoc(Location));
  if (File == Sources.getMainFileID())
    return true;
  OptionalFileEntryRef Entry = Sources.getFileEntryRefForID(File);
  return Entry && Entry->getName().ends_with(".c");
}

ParseOutcome parseUnit(const CompileCommand &Command,
                       const VirtualFiles &Overlay,
                       llvm::function_ref<void(CompilerInstance &)> OnAst,
                       bool KeepWarnings,
                       llvm::function_ref<void(CompilerInstance &)> OnStart,
                       FilesSeen *Seen) {
  ParseOutcome Outcome;
  auto Readable = filesForParse(Command.Folders, Command.Directory);
  Readable->record(Seen);
  auto FileSystem = overlayFileSystem(Readable, Command, Overlay);
  DiagnosticCollector Collector(*Readable, Outcome.Diagnostics, KeepWarnings);

  std::vector<const char *> Arguments{"clang", "-fsyntax-only", "-resource-dir",
                                      compilerResources()};
  for (const std::string &Argument : Command.Arguments)
    Arguments.push_back(Argument.c_str());
  for (const char *Late : {"-Wno-error", "-Wno-unknown-warning-option"})
    Arguments.push_back(Late);

  DiagnosticOptions CreationOptions;
  auto CreationDiagnostics = CompilerInstance::createDiagnostics(
      *FileSystem, CreationOptions, &Collector, /*ShouldOwnClient=*/false);
  CreateInvocationOptions Options;
  Options.Diags = CreationDiagnostics;
  Options.VFS = FileSystem;
  std::shared_ptr<CompilerInvocation> Invocation =
      createInvocation(Arguments, std::move(Options));
  if (!Invocation) {
    Outcome.HasErrors = true;
    return Outcome;
  }
  Invocation->getFrontendOpts().SkipFunctionBodies = true;
  Invocation->getFrontendOpts().DisableFree = false;
  Invocation->getDiagnosticOpts().ErrorLimit = 0;
  // Or else Clang writes "1 error generated" to stderr.
  Invocation->getDiagnosticOpts().ShowCarets = false;
  if (!KeepWarnings)
    Invocation->getDiagnosticOpts().IgnoreWarnings = true;

  auto CI = std::make_unique<CompilerInstance>(std::move(Invocation));
  CI->setVirtualFileSystem(FileSystem);
  CI->createDiagnostics(&Collector, /*ShouldOwnClient=*/false);
  // After a fatal error Clang says nothing more, of new mistakes neither.
  CI->getDiagnostics().setFatalsAsError(Command.BestEffort);
  CI->createFileManager();
  // ExecuteAction()'s own result is false after any error, promoted warnings
  // included.
  auto Finish = [&](CompilerInstance &Done) {
    Outcome.Ran = true;
    OnAst(Done);
  };
  UnitAction Action(Finish, OnStart);
  CI->ExecuteAction(Action);
  Outcome.HasErrors = CI->getDiagnostics().hasUncompilableErrorOccurred();
  // Whoever ends with this parse has asked for it: taking all apart would take
  // as long as making a part of it.
  if (CI->getFrontendOpts().DisableFree)
    llvm::BuryPointer(std::move(CI));
  return Outcome;
}

} // namespace premap
