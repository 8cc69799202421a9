// Makes the mutants of one function. Two files: what changes whole statements,
// and what changes a word.
#ifndef PREMAP_VERIFY_MUTANTS_MUTANTMAKER_H
#define PREMAP_VERIFY_MUTANTS_MUTANTMAKER_H

#include "verify/mutants/CCode.h"
#include "verify/mutants/Mutant.h"

#include <string>
#include <vector>

namespace premap::verify {

class MutantMaker {
public:
  /// \p Code is \p Text without comments; \p Desc the function's parameter, ""
  /// for a hook without one.
  MutantMaker(const std::string &Text, const std::string &Code,
              const Function &F, std::string Desc)
      : Text(Text), Code(Code), F(F), Desc(std::move(Desc)) {}

  std::vector<Mutant> run();

private:
  struct Edit {
    Span Where;
    std::string New;
  };
  void add(const std::string &Kind, std::vector<Edit> Edits);
  void replace(const std::string &Kind, Span Where, const std::string &New) {
    add(Kind, {{Where, New}});
  }
  std::string codeOf(Span Where) const {
    return Code.substr(Where.Begin, Where.size());
  }
  std::string textOf(Span Where) const {
    return Text.substr(Where.Begin, Where.size());
  }

  // MutantStatements.cpp
  void visit(const Statement &S);
  void visitSimple(const Statement &S);
  void visitAssignment(const Statement &S);
  void visitCall(const Statement &S);
  void visitAction(const Statement &S, const std::string &Callee);
  void visitReturn(const Statement &S);
  void visitIf(const Statement &S);
  void visitBlock(const Statement &S);
  void move(const std::string &Kind, const Statement &What, std::size_t To);

  // MutantWords.cpp
  void changeWords();
  void changeFlags();

  const std::string &Text, &Code;
  const Function &F;
  std::string Desc;
  std::vector<Span> Messages;    ///< statements that only tell somebody
  std::vector<Span> FlagChanges; ///< statements that set or clear flags
  std::vector<Mutant> Out;
};

} // namespace premap::verify

#endif
