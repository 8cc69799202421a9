// One path through a hook, while it runs and when it has ended.
#ifndef PREMAP_VERIFY_PATHSTATE_H
#define PREMAP_VERIFY_PATHSTATE_H

#include "verify/SymValue.h"

#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace llvm {
class BasicBlock;
class Function;
class Instruction;
class Value;
} // namespace llvm

namespace premap::verify {

enum class EffectKind {
  Call,  ///< an unknown function, with everything it may have done
  Log,   ///< a message
  Store, ///< to memory that outlives the hook
  Lock,  ///< Name and Args say which
  Unlock,
  Acquire, ///< by the resource table
  Release,
  Request, ///< asks for page table entries
};

enum class RequestKind { Remap, IoRemap, InsertPage, InsertPages };

/// What the hook did that somebody else can see.
struct Effect {
  EffectKind Kind = EffectKind::Call;
  std::string Name;                ///< callee; "store"; RequestKind's name
  std::vector<z3::expr> Args;      ///< compared one by one
  std::vector<std::string> Labels; ///< of Args, for people
  std::optional<z3::expr> Result;
  std::string Where;         ///< "file:line"
  bool TakesMapping = false; ///< an unknown callee got the vma or desc
  bool OnlyAsks = false;     ///< the callee leaves nothing behind
  /// What the hook, or the callback that ran, called to do this: the outermost
  /// function that was followed, else the callee.
  std::string Origin;
  std::vector<int> Locals; ///< that an unknown callee can reach
  bool InMapped = false;   ///< happened in vm_ops->mapped
  bool InClose = false;    ///< happened in vm_ops->close
  std::vector<std::string> LocksHeld;
  // Store
  int Object = -1;
  bool Volatile = false;
  /// It counts: old value plus this; 0 if that is another number in each call.
  std::optional<std::int64_t> Delta;
  // Request
  RequestKind Request = RequestKind::Remap;
  /// Memory when the request was made: page arrays are read later.
  std::shared_ptr<const struct PathState> Snapshot;
};

enum class AccessKind {
  Pointer, ///< was followed: must be neither null nor an error
  Divisor, ///< must not be null
  Index,   ///< of memory that was read or written: must be within an array
};

/// A term that not every value of may be used.
struct Access {
  z3::expr Term;
  AccessKind Kind;
  std::uint64_t Entries = 0; ///< of the array, for an Index
  std::string Where;         ///< "file:line" of the first time
};

/// What one path did, in order. Paths that split share what they did before.
class EffectList {
  using Shared = std::vector<std::shared_ptr<const Effect>>;

public:
  class const_iterator {
  public:
    using iterator_category = std::input_iterator_tag;
    using value_type = const Effect;
    using difference_type = std::ptrdiff_t;
    using pointer = const Effect *;
    using reference = const Effect &;

    explicit const_iterator(Shared::const_iterator At) : At(At) {}
    reference operator*() const { return **At; }
    pointer operator->() const { return At->get(); }
    const_iterator &operator++() {
      ++At;
      return *this;
    }
    bool operator==(const const_iterator &) const = default;

  private:
    Shared::const_iterator At;
  };

  void push_back(Effect E) {
    Items.push_back(std::make_shared<const Effect>(std::move(E)));
  }
  std::size_t size() const { return Items.size(); }
  const Effect &operator[](std::size_t I) const { return *Items[I]; }
  const_iterator begin() const { return const_iterator(Items.begin()); }
  const_iterator end() const { return const_iterator(Items.end()); }

private:
  Shared Items;
};

struct MemoryWrite {
  z3::expr Offset;
  Value Data;
  unsigned Bytes;
};

struct ObjectMemory {
  std::vector<MemoryWrite> Writes; ///< oldest first
  std::string Version;             ///< names the call that last changed it all
  bool Escaped = false;            ///< of a local: an unknown callee got it
  /// Of a local that escaped: by which call and argument. The name of a local
  /// means nothing to the other text.
  std::string Handle;
  bool Given = false; ///< of any other: an unknown callee got its address
};

/// The one action slot of a desc.
struct PendingAction {
  enum Kind { None, Remap, IoRemap, SimpleIoremap, MapPages } Type = None;
  std::vector<z3::expr> Args;
  std::string Where;
  std::vector<std::string> LocksHeld;
  unsigned Position = 0; ///< number of effects before the request
  unsigned Count = 0;    ///< how many helpers asked on this path
  int Pages = -1;        ///< the array of pages, an object
};

struct Frame {
  const llvm::Function *Function = nullptr;
  const llvm::BasicBlock *Block = nullptr;
  const llvm::BasicBlock *Previous = nullptr;
  const llvm::Instruction *Next = nullptr;
  const llvm::Instruction *Call = nullptr; ///< null: the outermost frame
  std::map<const llvm::Value *, Value> Registers;
  std::map<const llvm::BasicBlock *, unsigned> Visits; ///< symbolic ones
  /// By the header of a loop: rounds whose end was no question.
  std::map<const llvm::BasicBlock *, unsigned> CountedRounds;
};

/// The call of an inner hook whose two forms were compared by themselves.
struct InnerCall {
  std::size_t Effects = 0; ///< up to and with it
  z3::expr Result;
};

struct PathState {
  std::vector<Frame> Frames;
  std::map<int, ObjectMemory> Memory;
  std::map<int, int> SameAs; ///< objects that turned out to be another one
  std::set<int> Followed;    ///< objects that were read or written
  std::set<std::pair<int, int>> Apart; ///< of those: the code tells them apart
  std::string Version;                 ///< of objects that are not in Memory
  std::vector<z3::expr> Condition;
  bool Certain = true; ///< the solver knows that Condition can hold
  EffectList Effects;
  std::vector<Access> Accesses; ///< each term once
  std::map<std::string, unsigned> Occurrences;
  std::vector<std::string> Locks;
  PendingAction Action;
  std::optional<InnerCall> Inner;
  unsigned Requests = 0; ///< made so far
  unsigned Steps = 0;
  bool InMapped = false, InClose = false;
  bool Refused = false; ///< a mapping call rejected its arguments
  std::optional<Value> Returned;
  /// The last branch that could go both ways, or where the hook starts.
  std::string Decided;
  std::string Obstacle; ///< why the path could not be followed to its end
};

} // namespace premap::verify

#endif
