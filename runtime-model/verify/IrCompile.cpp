#include "verify/IrCompile.h"
#include "verify/CompileSetup.h"
#include "verify/HeaderBodies.h"
#include "verify/RecordCollector.h"
#include "verify/SharedHeaders.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/GlobalDecl.h"
#include "clang/Basic/SourceManager.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/MultiplexConsumer.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace clang;

namespace premap::verify {
namespace {

/// Code generation, with an eye on the AST before it is gone.
class IrConsumer : public MultiplexConsumer {
public:
  IrConsumer(CompilerInstance &CI, std::unique_ptr<CodeGenerator> Generator,
             HeaderBodies &Bodies, CompiledUnit &Out)
      : MultiplexConsumer(std::unique_ptr<ASTConsumer>(Generator.get())),
        CI(CI), Generator(Generator.release()), Bodies(Bodies), Out(Out) {}

  bool shouldSkipFunctionBody(Decl *D) override {
    return Bodies.skip(*D, CI.getPreprocessor());
  }

  bool HandleTopLevelDecl(DeclGroupRef Group) override {
    const SourceManager &SM = CI.getSourceManager();
    for (Decl *D : Group)
      if (SM.isInMainFile(SM.getExpansionLoc(D->getLocation())))
        OfMainFile.push_back(D);
      else if (const auto *Function = dyn_cast<FunctionDecl>(D))
        if (std::string Record = mappingOf(*Function); !Record.empty())
          Out.MappingOfHeaders[Function->getNameAsString()] = Record;
    return MultiplexConsumer::HandleTopLevelDecl(Group);
  }

  void HandleTranslationUnit(ASTContext &Context) override {
    // Code of unreferenced static functions is not generated; hooks that are
    // assigned at run time would be missing.
    for (const HookDecl &Hook :
         collectHooks(Context, OfMainFile, Out.AssignedMembers)) {
      Out.Hooks.push_back(Hook.Hook);
      if (const FunctionDecl *Definition = Hook.Function->getDefinition())
        Generator->GetAddrOfGlobal(GlobalDecl(Definition),
                                   /*isForDefinition=*/true);
    }
    std::sort(Out.Hooks.begin(), Out.Hooks.end());
    addDefinitions(OfMainFile, Out.Inactive, Bodies.WithWords);
    if (Bodies.WithWords)
      Out.Names = headerNames(CI.getPreprocessor(), Context, Bodies.Skipped);
    MultiplexConsumer::HandleTranslationUnit(Context);
    if (CI.getDiagnostics().hasUncompilableErrorOccurred())
      return;
    Out.Module.reset(Generator->ReleaseModule().release());
    if (Out.Module)
      collectLayout(CI.getSema(), *Out.Module, Out.Hooks, Out.Types);
  }

private:
  CompilerInstance &CI;
  CodeGenerator *Generator; ///< owned by the base class
  HeaderBodies &Bodies;
  CompiledUnit &Out;
  std::vector<Decl *> OfMainFile;
};

class IrAction : public ASTFrontendAction {
public:
  IrAction(HeaderBodies &Bodies, CompiledUnit &Out,
           const std::string &Directory)
      : Bodies(Bodies), Out(Out), Directory(Directory) {}
  std::unique_ptr<ASTConsumer>
  CreateASTConsumer(CompilerInstance &CI, llvm::StringRef File) override {
    CI.getPreprocessor().addPPCallbacks(inactiveCollector(
        CI.getPreprocessor(), Out.Inactive, &Out.InactiveOfHeaders, Directory));
    return std::make_unique<IrConsumer>(
        CI, CreateLLVMCodeGen(CI, File, *Out.Context), Bodies, Out);
  }

private:
  HeaderBodies &Bodies;
  CompiledUnit &Out;
  const std::string &Directory;
};

} // namespace

CompiledUnit compileUnit(const Unit &U, const FileTexts &Files,
                         const std::set<std::string> &Keep,
                         const std::set<std::string> &Changed, Constants Asked,
                         SharedHeaders *Shared) {
  CompileSetup Setup(U, Files, Asked);
  CompiledUnit Out;
  Out.Error = Setup.Error;
  if (!Out.Error.empty())
    return Out;
  Out.Context = std::make_shared<llvm::LLVMContext>();
  for (const std::string &Header : Changed)
    Out.InactiveOfHeaders[Header];
  bool WithNames = !Changed.empty();
  HeaderBodies Bodies{Keep, {}, {}, WithNames};
  const ParsedHeaders *Headers =
      Shared && !WithNames ? Shared->find(U, Setup, Keep, Asked) : nullptr;
  if (Headers) {
    Headers->use(Setup);
    Bodies = Headers->Bodies;
    Out.Inactive = Headers->Inactive;
  }
  FirstError Errors(*Setup.Readable);
  CompilerInstance CI(Setup.Invocation);
  CI.setVirtualFileSystem(Setup.Files);
  CI.createDiagnostics(&Errors, /*ShouldOwnClient=*/false);
  CI.setVerboseOutputStream(std::make_unique<llvm::raw_null_ostream>());
  CI.createFileManager();
  IrAction Action(Bodies, Out, U.Directory);
  if (!CI.ExecuteAction(Action) || !Out.Module)
    Out.Error =
        Errors.Text.empty() ? U.File + ": no code was generated" : Errors.Text;
  Out.HeaderBodies = std::move(Bodies.Kept);
  Out.SkippedBodies = std::move(Bodies.Skipped);
  return Out;
}

} // namespace premap::verify
