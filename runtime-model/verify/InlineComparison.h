// One run of an inline's body beside its model, with the same arguments.
#ifndef PREMAP_VERIFY_INLINECOMPARISON_H
#define PREMAP_VERIFY_INLINECOMPARISON_H

#include "verify/Executor.h"

#include <string>
#include <vector>

namespace premap::verify {

class InlineComparison {
public:
  /// \p Caller only calls \p Body, so that the model runs in its place.
  InlineComparison(Program &Code, const ResourceTable &Table,
                   llvm::Function &Body, llvm::Function &Caller);

  // Then, for each choice of arguments: begin(), the arguments, compare().
  void begin() { Start = PathState(); }
  Value mapping(const std::string &Tag);
  Value symbol(const std::string &Name, const llvm::Type &Type) {
    return Model.symbolFor(Name, Type);
  }
  /// What is behind \p Pointer when the function is called.
  void store(const Value &Pointer, std::uint64_t Offset, const z3::expr &Data);

  void compare(const std::vector<Value> &Arguments);

  Universe U;
  std::string Deviation; ///< "" if none was found
  std::string Undecided; ///< "" if everything was compared

private:
  struct Ends {
    const PathState &Model, &Body;
    std::vector<z3::expr> Condition; ///< of both
  };
  void compareEnds(const Ends &E);
  void compareResults(const Ends &E, const Value &Model, const Value &Body);
  void compareMemory(const Ends &E);
  void comparePlace(const Ends &E, int Object, std::uint64_t Offset,
                    unsigned Bytes);
  void compareAction(const Ends &E);
  void compareEffects(const Ends &E);
  void compareRequests(const Ends &E, const Effect &Model, const Effect &Body);
  void expectSame(const Ends &E, const std::string &What, const z3::expr &Model,
                  const z3::expr &Body);
  bool isOfAction(int Object, std::uint64_t Offset) const;
  bool isDone() const { return !Deviation.empty() || !Undecided.empty(); }

  Program &Code;
  llvm::Function &BodyText, &Caller;
  PathSolver Solver;
  Executor Model, Body;
  PathState Start;
};

} // namespace premap::verify

#endif
