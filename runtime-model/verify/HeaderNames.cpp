#include "verify/HeaderNames.h"
#include "verify/HeaderBodies.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/Hashing.h"

#include <vector>

using namespace clang;

namespace premap::verify {

static void addMacros(Preprocessor &PP, HeaderNames &Names) {
  for (const auto &[Id, State] : PP.macros()) {
    const MacroInfo *Macro = PP.getMacroInfo(Id);
    if (!Macro || Macro->isBuiltinMacro())
      continue;
    NameText &Text = Names[Id->getName().str()];
    for (const IdentifierInfo *Parameter : Macro->params())
      Text.Hash = llvm::hash_combine(Text.Hash, Parameter->getName());
    for (const Token &Tok : Macro->tokens()) {
      Text.Hash = llvm::hash_combine(Text.Hash, PP.getSpelling(Tok));
      if (const IdentifierInfo *Word = Tok.getIdentifierInfo())
        Text.Words.insert(Word->getName().str());
    }
  }
}

/// The initializer, as it is spelled.
static void addVariable(const VarDecl &Variable, ASTContext &Context,
                        HeaderNames &Names) {
  const SourceManager &SM = Context.getSourceManager();
  if (!Variable.getInit() ||
      SM.isInMainFile(SM.getExpansionLoc(Variable.getLocation())))
    return;
  NameText &Text = Names[Variable.getNameAsString()];
  StringRef Spelled = Lexer::getSourceText(
      SM.getExpansionRange(Variable.getInit()->getSourceRange()), SM,
      Context.getLangOpts());
  Text.Hash = llvm::hash_combine(Text.Hash, Spelled);
}

HeaderNames headerNames(Preprocessor &PP, ASTContext &Context,
                        const std::map<std::string, SkippedBody> &Skipped) {
  HeaderNames Names;
  addMacros(PP, Names);
  for (const Decl *D : Context.getTranslationUnitDecl()->decls()) {
    if (const auto *Variable = dyn_cast<VarDecl>(D))
      addVariable(*Variable, Context, Names);
    if (const auto *Enum = dyn_cast<EnumDecl>(D))
      for (const EnumConstantDecl *Constant : Enum->enumerators()) {
        NameText &Text = Names[Constant->getNameAsString()];
        Text.Hash =
            llvm::hash_combine(Text.Hash, Constant->getInitVal().getExtValue());
      }
  }
  for (const auto &[Name, Body] : Skipped) {
    NameText &Text = Names[Name];
    Text.Hash = llvm::hash_combine(Text.Hash, Body.Hash);
    Text.Words.insert(Body.Words.begin(), Body.Words.end());
  }
  return Names;
}

std::set<std::string> changedNames(const HeaderNames &Old,
                                   const HeaderNames &New) {
  std::map<std::string, std::vector<std::string>> UsersOf;
  std::set<std::string> Changed;
  for (const auto &[Side, Other] : {std::pair(&Old, &New), {&New, &Old}})
    for (const auto &[Name, Text] : *Side) {
      auto Same = Other->find(Name);
      if (Same == Other->end() || Same->second.Hash != Text.Hash)
        Changed.insert(Name);
      for (const std::string &Word : Text.Words)
        UsersOf[Word].push_back(Name);
    }
  std::vector<std::string> Open(Changed.begin(), Changed.end());
  while (!Open.empty()) {
    std::string Name = std::move(Open.back());
    Open.pop_back();
    for (const std::string &User : UsersOf[Name])
      if (Changed.insert(User).second)
        Open.push_back(User);
  }
  return Changed;
}

} // namespace premap::verify
