// Turns what the hook matchers find into OpsEntry values.
#ifndef PREMAP_MATCHERS_HOOKENTRIES_H
#define PREMAP_MATCHERS_HOOKENTRIES_H

#include "matchers/Facts.h"
#include "matchers/SourceSpans.h"

#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

#include <string>
#include <vector>

namespace premap {

class HookEntries {
public:
  HookEntries(clang::ASTContext &Context, const SourceSpans &Spans)
      : Context(Context), Spans(Spans) {}

  /// Each reads one thing that a matcher of the same name bound. A list that is
  /// met twice, in its syntactic and its semantic form or by way of the
  /// variable and of the literal, counts once.
  void readVariable(const clang::VarDecl &Table);
  void readLiteral(const clang::CompoundLiteralExpr &Table);
  void readAssignment(const clang::BinaryOperator &Assignment,
                      const clang::MemberExpr &Hook);
  void readCopy(const clang::RecordDecl &Type, clang::SourceRange Whole,
                const std::string &Target, const clang::Expr &Source);

  const std::vector<OpsEntry> &entries() const { return Entries; }

  /// The functions that the entries name, in order of appearance.
  llvm::ArrayRef<const clang::FunctionDecl *> functions() const {
    return Functions.getArrayRef();
  }

  /// Where an entry names a function; such a reference is a TableEntry.
  bool isTableReference(clang::SourceLocation Location) const {
    return References.contains(Location);
  }

private:
  /// The place of an entry, before its value is looked at.
  struct Slot {
    const clang::FieldDecl *Field;
    std::string Variable;
    clang::SourceLocation FieldName; ///< invalid if positional
    clang::SourceRange Whole;
    bool Assigned;
  };
  struct Target {
    const clang::FunctionDecl *Function;
    clang::SourceLocation Name;
  };

  void readInitializer(const clang::Expr *Init, const std::string &Path);
  void readList(const clang::InitListExpr &List, const std::string &Path);
  void readField(const clang::FieldDecl &Field, const clang::Expr &Init,
                 const std::string &Path);
  void noteDesignators(const clang::InitListExpr &Syntactic);
  void readOverridden();
  void addEntry(const Slot &Where, const clang::Expr &Value);
  void collectTargets(const clang::Expr *Value,
                      llvm::SmallVectorImpl<Target> &Out) const;

  clang::ASTContext &Context;
  SourceSpans Spans;
  std::vector<OpsEntry> Entries;
  llvm::SetVector<const clang::FunctionDecl *> Functions;
  llvm::DenseSet<clang::SourceLocation> References;
  llvm::DenseSet<const clang::Expr *> Seen;
  llvm::DenseSet<clang::SourceLocation> SeenValues;
  /// Designators by where their value begins, until an entry takes them.
  llvm::MapVector<clang::SourceLocation, const clang::DesignatedInitExpr *>
      Designators;
};

} // namespace premap

#endif
