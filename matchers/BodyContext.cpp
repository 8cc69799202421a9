#include "matchers/BodyContext.h"

#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using llvm::StringRef;

namespace premap {

/// Whether \p Type is `struct <Name> *`.
static bool isPointerTo(QualType Type, StringRef Name) {
  const auto *Pointer = Type->getAs<PointerType>();
  if (!Pointer)
    return false;
  const RecordDecl *Record = Pointer->getPointeeType()->getAsRecordDecl();
  return Record && Record->getName() == Name;
}

static const ParmVarDecl *firstParameter(const FunctionDecl &Function,
                                         StringRef Record) {
  for (const ParmVarDecl *P : Function.parameters())
    if (isPointerTo(P->getType(), Record))
      return P;
  return nullptr;
}

namespace {

/// Adds the expressions that types hold, typeof(E), to the parents.
class TypeExpressions : public DynamicRecursiveASTVisitor {
public:
  explicit TypeExpressions(ParentMap &Parents) : Parents(Parents) {}

  bool VisitTypeOfExprTypeLoc(TypeOfExprTypeLoc Type) override {
    Parents.addStmt(Type.getUnderlyingExpr());
    return true;
  }

private:
  ParentMap &Parents;
};

} // namespace

BodyContext::BodyContext(const FunctionDecl &Function, ASTContext &Context,
                         const SourceSpans &Spans)
    : Function(Function), Context(Context), Spans(Spans),
      SM(Context.getSourceManager()), LangOpts(Context.getLangOpts()),
      Vma(firstParameter(Function, "vm_area_struct")),
      File(firstParameter(Function, "file")), Parents(Function.getBody()) {
  TypeExpressions(Parents).TraverseStmt(Function.getBody());
  if (!Vma) {
    Vma = firstParameter(Function, "vm_area_desc");
    IsDesc = Vma != nullptr;
  }
}

const Stmt *BodyContext::meaningfulParent(const Stmt *S) const {
  const Stmt *P = parent(S);
  while (isa_and_nonnull<ParenExpr, ImplicitCastExpr, ConstantExpr>(P))
    P = parent(P);
  return P;
}

const Expr *BodyContext::withParens(const Expr *E) const {
  while (const auto *P = dyn_cast_or_null<Expr>(parent(E))) {
    if (!isa<ParenExpr, ImplicitCastExpr, ConstantExpr>(P))
      break;
    E = P;
  }
  return E;
}

bool BodyContext::isUnevaluated(const Stmt *S) const {
  for (const Stmt *P = parent(S); P; S = P, P = parent(P)) {
    if (isa<UnaryExprOrTypeTraitExpr>(P))
      return true;
    if (const auto *Generic = dyn_cast<GenericSelectionExpr>(P))
      if (Generic->getResultExpr() != S)
        return true;
    if (const auto *Choose = dyn_cast<ChooseExpr>(P))
      if (Choose->getChosenSubExpr() != S)
        return true;
  }
  // What a type holds, typeof(E), is no child of any statement.
  return S != Function.getBody();
}

Span BodyContext::withDroppableParens(const Expr *E) const {
  Span Best = Spans.written(E->getSourceRange());
  auto IsWord = [](char C) { return llvm::isAlnum(C) || C == '_'; };
  const Stmt *P = parent(E);
  while (Best && isa_and_nonnull<ParenExpr, ImplicitCastExpr>(P)) {
    if (const auto *Paren = dyn_cast<ParenExpr>(P)) {
      Span Wider = Spans.typed(Paren->getSourceRange());
      if (!Wider.contains(Best))
        break;
      Span Around = Wider;
      Around.Offset -= Around.Offset ? 1 : 0;
      Around.Length += 2;
      std::string Text = Spans.text(Around);
      if (Text.empty() || IsWord(Text.front()) || IsWord(Text.back()))
        break;
      Best = Wider;
    }
    P = parent(P);
  }
  return Best;
}

Argument BodyContext::argument(const Stmt *S) const {
  // `(val)` in a macro's body is `val` in the file.
  const Stmt *Inner = S;
  while (!Spans.written(Inner->getSourceRange())) {
    if (const auto *Paren = dyn_cast<ParenExpr>(Inner))
      Inner = Paren->getSubExpr();
    else if (const auto *Cast = dyn_cast<ImplicitCastExpr>(Inner))
      Inner = Cast->getSubExpr();
    else
      break;
  }
  if (Spans.written(Inner->getSourceRange()))
    S = Inner;
  return {Spans.written(S->getSourceRange()), Spans.text(S->getSourceRange())};
}

std::vector<Invocation>
BodyContext::invocations(SourceLocation Loc, SourceLocation &FileLoc) const {
  std::vector<Invocation> Result;
  while (Loc.isMacroID()) {
    if (SM.isMacroArgExpansion(Loc)) {
      Loc = SM.getImmediateSpellingLoc(Loc);
      continue;
    }
    std::string Name = Lexer::getImmediateMacroName(Loc, SM, LangOpts).str();
    Loc = SM.getImmediateExpansionRange(Loc).getBegin();
    Result.push_back({std::move(Name), Loc});
  }
  std::reverse(Result.begin(), Result.end());
  FileLoc = Loc;
  return Result;
}

bool BodyContext::isInHarmlessMacro(SourceLocation Loc) const {
  SourceLocation FileLoc;
  return llvm::any_of(invocations(Loc, FileLoc), [](const Invocation &I) {
    return kernel::isHarmless(kernel::kindOf(I.Name));
  });
}

/// A raw lexer that starts at \p Offset of \p File.
static Lexer lexerAt(FileID File, unsigned Offset, const SourceManager &SM,
                     const LangOptions &LangOpts) {
  StringRef Buffer = SM.getBufferData(File);
  return Lexer(SM.getLocForStartOfFile(File), LangOpts, Buffer.begin(),
               Buffer.begin() + Offset, Buffer.end());
}

CallText BodyContext::invocationText(SourceLocation FileLoc) const {
  CallText Result;
  Result.InMacro = true;
  auto [File, Begin] = SM.getDecomposedLoc(FileLoc);
  Lexer Lex = lexerAt(File, Begin, SM, LangOpts);
  std::string Path = Spans.path(FileLoc);
  StringRef Buffer = SM.getBufferData(File);
  auto SpanOf = [&](unsigned From, unsigned To) {
    Span S =
        Spans.spelling(SM.getLocForStartOfFile(File).getLocWithOffset(From));
    S.Path = Path;
    S.Offset = From;
    S.Length = To - From;
    S.Line = SM.getLineNumber(File, From);
    S.Column = SM.getColumnNumber(File, From);
    return S;
  };

  Token Tok;
  Lex.LexFromRawLexer(Tok);
  if (Tok.isNot(tok::raw_identifier))
    return Result;
  Result.Name = Tok.getRawIdentifier().str();
  Result.Kind = kernel::kindOf(Result.Name);
  Lex.LexFromRawLexer(Tok);
  if (Tok.isNot(tok::l_paren))
    return Result;

  unsigned Depth = 1, ArgBegin = 0, ArgEnd = 0;
  auto Finish = [&] {
    if (ArgEnd > ArgBegin)
      Result.Args.push_back(
          {SpanOf(ArgBegin, ArgEnd), Buffer.slice(ArgBegin, ArgEnd).str()});
    ArgBegin = ArgEnd = 0;
  };
  while (true) {
    Lex.LexFromRawLexer(Tok);
    if (Tok.is(tok::eof))
      return Result;
    unsigned At = SM.getFileOffset(Tok.getLocation());
    if (Tok.isOneOf(tok::l_paren, tok::l_square, tok::l_brace))
      ++Depth;
    if (Tok.isOneOf(tok::r_paren, tok::r_square, tok::r_brace) && !--Depth) {
      Finish();
      Result.Where = SpanOf(Begin, At + Tok.getLength());
      Result.InMacro = Spans.spelling(FileLoc).Length == 0;
      return Result;
    }
    if (Tok.is(tok::comma) && Depth == 1) {
      Finish();
      continue;
    }
    if (!ArgEnd)
      ArgBegin = At;
    ArgEnd = At + Tok.getLength();
  }
}

/// Whether a call of \p Name means the same to us wherever it is written.
static bool hasMeaning(StringRef Name) {
  return kernel::kindOf(Name) != kernel::CallKind::Unknown;
}

CallText BodyContext::callText(const CallExpr &Call) const {
  CallText Result;
  const Expr *Callee = Call.getCallee()->IgnoreParenImpCasts();
  const FunctionDecl *Function = Call.getDirectCallee();
  SourceLocation FileLoc;
  std::vector<Invocation> Macros = invocations(Callee->getBeginLoc(), FileLoc);

  // READ_ONCE(ops)->mmap(..): the macro is only a part of what is called.
  if (!Function)
    if (Span Typed = Spans.written(Callee->getSourceRange());
        Typed && !(Typed == Spans.place(Call.getSourceRange())))
      Macros.clear();

  // The outermost name with a meaning says most: mutex_lock() is a macro
  // around mutex_lock_nested(), kmalloc() around something unreadable.
  auto Known = llvm::find_if(
      Macros, [](const Invocation &I) { return hasMeaning(I.Name); });
  if (Known != Macros.end()) {
    if (Known == Macros.begin()) {
      Result = invocationText(FileLoc);
      if (Result.Where)
        return Result;
    }
    Result.Name = Known->Name;
    Result.InMacro = true;
  } else {
    Result.Name = Function ? Function->getName().str()
                           : Spans.text(Callee->getSourceRange());
    // A macro of the driver's own around an unknown function, say.
    if (Function && !Macros.empty() && !hasMeaning(Result.Name)) {
      Result = invocationText(FileLoc);
      if (Result.Where)
        return Result;
      Result.Name = Macros.front().Name;
    }
    Result.InMacro = !Macros.empty();
  }
  Result.Kind = kernel::kindOf(Result.Name);
  Result.Where = Spans.written(Call.getSourceRange());
  for (const Expr *A : Call.arguments()) {
    Result.Args.push_back(argument(A));
    Result.InMacro |= !Result.Args.back().Where;
  }
  if (!Result.Where)
    Result.InMacro = true;
  if (Result.InMacro)
    Result.Where = Spans.place(Call.getSourceRange());
  return Result;
}

const Stmt *BodyContext::outermost(const CallExpr &Call,
                                   const Span &Where) const {
  const Stmt *S = &Call;
  for (const Stmt *P = parent(S); P; P = parent(P)) {
    if (!(Spans.place(P->getSourceRange()) == Where))
      break;
    S = P;
  }
  return S;
}

Span BodyContext::withSemicolon(Span Where, SourceLocation Begin) const {
  FileID File = SM.getFileID(SM.getFileLoc(Begin));
  Lexer Lex = lexerAt(File, Where.end(), SM, LangOpts);
  Token Tok;
  Lex.LexFromRawLexer(Tok);
  if (Tok.isNot(tok::semi))
    return Span();
  Where.Length = SM.getFileOffset(Tok.getLocation()) + 1 - Where.Offset;
  return Where;
}

/// The statement that ends \p S: its own, or the last branch of an `if`.
static const Stmt *lastPart(const Stmt *S) {
  while (true) {
    if (const auto *If = dyn_cast<IfStmt>(S))
      S = If->getElse() ? If->getElse() : If->getThen();
    else if (const auto *For = dyn_cast<ForStmt>(S))
      S = For->getBody();
    else if (const auto *While = dyn_cast<WhileStmt>(S))
      S = While->getBody();
    else if (const auto *Switch = dyn_cast<SwitchStmt>(S))
      S = Switch->getBody();
    else if (const auto *Label = dyn_cast<LabelStmt>(S))
      S = Label->getSubStmt();
    else if (const auto *Case = dyn_cast<SwitchCase>(S))
      S = Case->getSubStmt();
    else
      return S;
  }
}

Span BodyContext::statement(const Stmt *S) const {
  Span Where = Spans.written(S->getSourceRange());
  if (!Where || isa<CompoundStmt, DeclStmt, NullStmt>(lastPart(S)))
    return Where;
  return withSemicolon(Where, S->getBeginLoc());
}

bool isReferenceTo(const Expr *E, const ValueDecl *D) {
  if (!E || !D)
    return false;
  const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
  return Ref && Ref->getDecl() == D;
}

StringRef memberOf(const Expr *E, const ValueDecl *D) {
  const auto *Member = dyn_cast<MemberExpr>(E->IgnoreParenImpCasts());
  if (!Member)
    return "";
  const Expr *Base = Member->getBase()->IgnoreParenImpCasts();
  while (const auto *Anonymous = dyn_cast<MemberExpr>(Base))
    if (Anonymous->getMemberDecl()->getDeclName().isEmpty())
      Base = Anonymous->getBase()->IgnoreParenImpCasts();
    else
      break;
  return isReferenceTo(Base, D) ? Member->getMemberDecl()->getName() : "";
}

std::vector<std::string> flagNames(StringRef Text) {
  std::vector<std::string> Result;
  Text = Text.trim(" \t\r\n");
  auto IsBlank = [](char C) {
    return C == '(' || C == ')' || C == '|' || C == ',' || llvm::isSpace(C) ||
           C == '\\';
  };
  while (!Text.empty()) {
    if (IsBlank(Text.front())) {
      Text = Text.drop_front();
      continue;
    }
    StringRef Word =
        Text.take_while([](char C) { return llvm::isAlnum(C) || C == '_'; });
    Text = Text.drop_front(Word.size());
    std::string Name = Word.str();
    if (Word.consume_front("VMA_") && Word.consume_back("_BIT"))
      Name = "VM_" + Word.str();
    else if (!Word.starts_with("VM_"))
      return {};
    Result.push_back(std::move(Name));
  }
  return Result;
}

} // namespace premap
