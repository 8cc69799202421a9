// What every reader of a body needs: the function, its parameters, and how its
// text relates to its AST.
#ifndef PREMAP_MATCHERS_BODYCONTEXT_H
#define PREMAP_MATCHERS_BODYCONTEXT_H

#include "kernel/Calls.h"
#include "matchers/HandlerBody.h"
#include "matchers/SourceSpans.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ParentMap.h"

#include <optional>
#include <string>
#include <vector>

namespace premap {

/// An event in the making.
struct Draft {
  Event E;
  const clang::Stmt *Anchor = nullptr; ///< where it happens; null: nowhere
};

/// A macro whose body produced a token, as it was invoked.
struct Invocation {
  std::string Name;
  clang::SourceLocation Loc; ///< of the name
};

/// The text of a call or of a macro's invocation.
struct CallText {
  std::string Name; ///< of the function or macro, as far as it is known
  kernel::CallKind Kind = kernel::CallKind::Unknown;
  Span Where; ///< with the parentheses
  std::vector<Argument> Args;
  bool InMacro = false; ///< Name or an argument is not spelled in the file
};

class BodyContext {
public:
  BodyContext(const clang::FunctionDecl &Function, clang::ASTContext &Context,
              const SourceSpans &Spans);

  const clang::FunctionDecl &Function;
  clang::ASTContext &Context;
  const SourceSpans &Spans;
  const clang::SourceManager &SM;
  const clang::LangOptions &LangOpts;
  const clang::ParmVarDecl *Vma = nullptr, *File = nullptr;
  bool IsDesc = false;

  /// The parent of \p S in the body, or null (also for what a type holds).
  const clang::Stmt *parent(const clang::Stmt *S) const {
    return Parents.getParent(S);
  }
  /// The first ancestor that is neither parentheses nor an implicit cast.
  const clang::Stmt *meaningfulParent(const clang::Stmt *S) const;
  /// The outermost of \p S and the parentheses and implicit casts around it.
  const clang::Expr *withParens(const clang::Expr *S) const;

  /// Whether the token at \p Loc is typed in a file, not in a macro's body.
  bool isTyped(clang::SourceLocation Loc) const {
    return Spans.typed(clang::SourceRange(Loc, Loc)).Length != 0;
  }
  /// Whether \p S is never executed: in sizeof or typeof, or the branch of a
  /// _Generic that is not taken.
  bool isUnevaluated(const clang::Stmt *S) const;
  /// The text of \p E with the parentheses around it, as far as a call in its
  /// place needs none: `return(E)` keeps its pair.
  Span withDroppableParens(const clang::Expr *E) const;

  /// Text of a whole expression; macro calls inside it may end it.
  Argument argument(const clang::Stmt *S) const;

  /// The macros whose bodies produced the token at \p Loc, outermost first, and
  /// in \p FileLoc where the file spells the first of them, or the token.
  std::vector<Invocation> invocations(clang::SourceLocation Loc,
                                      clang::SourceLocation &FileLoc) const;
  /// Whether a macro that is known to be harmless produced \p Loc.
  bool isInHarmlessMacro(clang::SourceLocation Loc) const;

  /// The call as the file spells it: the name of the outermost macro that has
  /// a meaning, else of the function.
  CallText callText(const clang::CallExpr &Call) const;
  /// The invocation whose name stands at \p FileLoc, with its arguments; an
  /// empty Where if no parenthesis follows. Only for names in files.
  CallText invocationText(clang::SourceLocation FileLoc) const;

  /// What the text \p Where of \p Call stands for as a whole: the call, or what
  /// the macro around it expands to.
  const clang::Stmt *outermost(const clang::CallExpr &Call,
                               const Span &Where) const;

  /// \p S as a statement: with its semicolon, which an expression lacks.
  /// Length 0 if the file does not spell it in one piece.
  Span statement(const clang::Stmt *S) const;

private:
  Span withSemicolon(Span Where, clang::SourceLocation Begin) const;

  clang::ParentMap Parents;
};

/// Whether \p E, without parentheses and implicit casts, is \p D.
bool isReferenceTo(const clang::Expr *E, const clang::ValueDecl *D);

/// "vm_start" of `vma->vm_start`, where \p D is `vma`; "" if \p E is something
/// else. Unions and records without a name do not count.
llvm::StringRef memberOf(const clang::Expr *E, const clang::ValueDecl *D);

/// The VM_ names in a list `VM_A | VM_B`; VMA_A_BIT counts as VM_A, separated
/// by `|` or commas. Nothing if the text has anything else.
std::vector<std::string> flagNames(llvm::StringRef Text);

} // namespace premap

#endif
