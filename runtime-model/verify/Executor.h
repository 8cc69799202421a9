// Runs a function's IR on symbolic values, one path at a time, to all its ends.
#ifndef PREMAP_VERIFY_EXECUTOR_H
#define PREMAP_VERIFY_EXECUTOR_H

#include "verify/CpuClock.h"
#include "verify/PathSolver.h"
#include "verify/PathState.h"
#include "verify/Program.h"
#include "verify/ResourceTable.h"
#include "verify/VerifyInput.h"

#include <set>
#include <string>
#include <vector>

namespace llvm {
class CallBase;
class Constant;
class DataLayout;
class GetElementPtrInst;
class GEPOperator;
class SwitchInst;
class Type;
} // namespace llvm

namespace premap::verify {

struct ExecutorLimits {
  unsigned MaxPaths = 4096;
  unsigned LoopBound = 3;
  unsigned MaxInlineDepth = 6;
  CpuClock::time_point Deadline;
};

class Executor {
public:
  Executor(Universe &U, PathSolver &Solver, Program &Code,
           const ResourceTable &Table, const ExecutorLimits &Limits);

  /// All ends of \p F from \p Start, which must not be inside a function. A
  /// path that could not be followed ends with an Obstacle. If a budget ran
  /// out, the last end says so in its Obstacle.
  std::vector<PathState> run(PathState Start, llvm::Function &F,
                             const std::vector<Value> &Arguments);

  // Memory, also for those who prepare states and read results.
  Value load(PathState &S, const Value &Pointer, llvm::Type &Type);
  Value loadBits(PathState &S, const Place &At, unsigned Bytes);
  void store(PathState &S, const Place &At, const Value &Data, unsigned Bytes);
  /// Reads a member of the vma or desc (\p Object) by record and member name.
  /// Zero if the record has no such member.
  z3::expr field(PathState &S, int Object, const std::string &Tag,
                 const std::string &Field);
  void setField(PathState &S, int Object, const std::string &Tag,
                const std::string &Field, const Value &Data);

  /// The vma or desc of this side.
  int MappingObject = -1;
  /// Record tag of MappingObject.
  std::string MappingTag;
  /// A path was cut at the loop bound.
  bool Bounded = false;
  std::set<std::string> Entered; ///< functions that were executed
  bool ReadsVmFile = false;      ///< of the mapping
  /// __builtin_constant_p() holds for what is a number when it is asked.
  bool FoldsConstants = false;
  /// A member that is NULL wherever it is read; may be null.
  const RecordMember *Unset = nullptr;
  /// The inner hook that this side calls with what the other side calls its own
  /// form with; null if none.
  const MovedMember *Moved = nullptr;
  ObjectMemory Fresh; ///< the mapping as the hook gets it
  /// Whether the mapping in \p S is as the hook got it.
  bool isFresh(const PathState &S) const;
  /// Bodies of the helpers of actions are run: no model stands for them, and
  /// they may write to the action.
  bool FillsActions = false;

  Universe &U;
  PathSolver &Solver;
  Program &Code;
  const ResourceTable &Table;

  // Used by the models of named callees.
  z3::expr flag(FlagName Name) { return U.word(flagValue(Code.types(), Name)); }
  std::string where(const llvm::Instruction &I) const;
  /// Splits off a path on which \p Condition holds; \p S continues with its
  /// negation. \returns nothing if one side is impossible: then \p S goes on
  /// alone and \p Held says with what.
  std::optional<PathState> split(PathState &S, const z3::expr &Condition,
                                 bool &Held);
  /// Queues a path that split() gave.
  void queue(PathState S);
  /// Gives the call of \p S's next instruction a result and steps over it.
  void finishCall(PathState &S, const llvm::CallBase &Call, const Value &V);
  std::optional<Value> unknownCall(PathState &S, const llvm::CallBase &Call,
                                   const std::string &Name,
                                   std::vector<Value> Arguments);
  Value symbolFor(const std::string &Name, const llvm::Type &Type);
  /// The result of what only computes.
  Value computed(const std::string &Name, const std::vector<Value> &Arguments,
                 const llvm::Type &Type);
  Value constant(PathState &S, const llvm::Constant &C);
  int globalObject(const std::string &Name);

private:
  void runPath(PathState S, std::vector<PathState> &Ends);
  std::string tooManyPaths() const;
  /// \returns whether the path goes on.
  bool step(PathState &S, std::vector<PathState> &Ends);
  bool stepTerminator(PathState &S, const llvm::Instruction &I,
                      std::vector<PathState> &Ends);
  bool stepSwitch(PathState &S, const llvm::SwitchInst &Switch);
  bool stepCall(PathState &S, const llvm::CallBase &Call,
                std::vector<PathState> &Ends);
  bool stepIntrinsic(PathState &S, const llvm::CallBase &Call);
  bool opaqueFill(PathState &S, const llvm::CallBase &Call,
                  std::vector<Value> Arguments);
  std::optional<Value> evaluate(PathState &S, const llvm::Instruction &I);
  std::optional<Value> evaluateBinary(PathState &S, const llvm::Instruction &I);
  std::optional<Value> evaluateCast(PathState &S, const llvm::Instruction &I);
  std::optional<Value> evaluateMemory(PathState &S, const llvm::Instruction &I);
  bool branch(PathState &S, const z3::expr &Condition,
              const llvm::BasicBlock *Then, const llvm::BasicBlock *Else);
  void jump(PathState &S, const llvm::BasicBlock *To);
  bool enter(PathState &S, llvm::Function &F, const llvm::CallBase *Call,
             const std::vector<Value> &Arguments);
  bool copyMemory(PathState &S, const Value &To, const Value &From,
                  std::uint64_t Bytes);
  void storeTyped(PathState &S, const Value &Pointer, const Value &Data,
                  llvm::Type &Type, const llvm::Instruction &I);
  void noteAccess(PathState &S, const z3::expr &Term, AccessKind Kind,
                  std::uint64_t Entries = 0);
  bool isBadNumber(std::uint64_t N, AccessKind Kind,
                   std::uint64_t Entries) const;
  void noteIndices(PathState &S, const llvm::Value &Pointer);
  bool pointsTo(const llvm::Value &Pointer, const std::string &Record,
                const std::string &Field) const;
  bool callsMoved(const llvm::CallBase &Call) const;
  void callMoved(PathState &S, const llvm::CallBase &Call,
                 const std::vector<Value> &Arguments);
  bool receivesMapping(PathState &S, const std::vector<Value> &Arguments);
  void callUnknown(PathState &S, const llvm::CallBase &Call,
                   const std::string &Name, std::vector<Value> Arguments);
  std::map<std::string, int> lendMembers(PathState &S,
                                         std::vector<Value> &Arguments);
  void havoc(PathState &S, const std::string &Version,
             const std::vector<Value> &Arguments);
  void relink(PathState &S, const std::string &Key,
              const std::vector<Value> &Arguments);
  static std::string originOf(const PathState &S, const std::string &Callee);
  bool isField(const z3::expr &Offset, const char *Name) const;
  bool isSettled(int Object, const z3::expr &Offset) const;
  void unify(PathState &S, const z3::expr &Condition);
  void merge(PathState &S, int A, int B);
  bool areRelated(const PathState &S, int A, int B);
  void follow(PathState &S, const Value &Pointer);
  int representative(const PathState &S, int Object) const;
  std::optional<std::int64_t> deltaOf(PathState &S, const Place &At,
                                      const Value &Data, unsigned Bytes);
  std::map<std::uint64_t, Value> contents(PathState &S, int Object);
  void appendArgument(PathState &S, Effect &E, const Value &Argument,
                      const std::string &Label, const std::string &Handle);
  z3::expr unwritten(const ObjectMemory &M, int Object, const z3::expr &Offset,
                     unsigned Bytes);
  Value operand(PathState &S, const llvm::Value &V);
  Value gep(PathState &S, const llvm::GEPOperator &Address);
  ObjectMemory &memoryOf(PathState &S, int Object);
  Value assemble(ObjectMemory &M, int Object, std::uint64_t At, unsigned Bytes);
  std::optional<Value> loadFromTable(PathState &S, const Place &At,
                                     const llvm::GlobalVariable &G,
                                     llvm::Type &Type);
  std::optional<Value> loadConstant(PathState &S, const Place &At,
                                    llvm::Type &Type);

  const llvm::DataLayout &layout() const;
  ExecutorLimits Limits;
  std::vector<PathState> Work;
  std::string Exhausted;
  std::string EntryName; ///< of the function that run() was given
  std::map<int, const llvm::Constant *> Globals; ///< by object
};

/// Runs a callee whose meaning is known by name. \returns false if there is no
/// such model. Otherwise the call has been stepped over in \p S.
bool runCalleeModel(Executor &X, PathState &S, const llvm::CallBase &Call,
                    const std::string &Name,
                    const std::vector<Value> &Arguments);

} // namespace premap::verify

#endif
