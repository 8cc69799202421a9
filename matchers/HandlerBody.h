// What one function does with its vma and its file, as events in source order,
// with the control flow between them: all that classification and rewriting
// know about a body.
#ifndef PREMAP_MATCHERS_HANDLERBODY_H
#define PREMAP_MATCHERS_HANDLERBODY_H

#include "matchers/EnumJson.h"
#include "matchers/PathFacts.h"
#include "matchers/Span.h"

#include <string>
#include <vector>

namespace premap {

enum class EventKind {
  FieldRead,    ///< `vma->F`; Name = F
  FieldWrite,   ///< `vma->F = Value`; Name = F, Operator = "=", "|=", ...
  FieldAddress, ///< `&vma->F`
  Size,         ///< `vma->vm_end - vma->vm_start`, bytes
  Pages,        ///< vma_pages(vma)
  FlagTest,     ///< `vma->vm_flags & M` compared with 0 or M; Flags, Test
  FlagSet,      ///< vm_flags_set(vma, M) or `vma->vm_flags |= M`
  FlagClear,    ///< vm_flags_clear(vma, M)
  FlagModify,   ///< vm_flags_mod/reset/init: Args as written
  Map,         ///< Name = remap_pfn_range, io_remap_pfn_range, vm_iomap_memory,
               ///< vm_insert_page[s], vm_map_pages[_zero], vmf_insert_*, ...
  GenericFile, ///< Name = generic_file_mmap, generic_file_readonly_mmap
  HelperCall,  ///< a function with a body in this file gets the vma
  OtherCall,   ///< any other named function gets the vma
  IndirectCall, ///< a function pointer gets the vma; Name = its spelling
  Escape,       ///< the vma pointer is stored, compared, returned, copied
  FileRead,     ///< the `file` parameter is used
  Acquire,      ///< a reference or memory is taken; Name = callee
  Release,
  Lock,
  Unlock,
  SideEffect, ///< a store to memory that is not local, or a call that may do so
  Return,     ///< Value = what is returned
  InactiveUse, ///< the text names the vma or the file where the compiler does
               ///< not see it: an inactive #if branch, an argument that a macro
               ///< drops; Where is the name's token
};

/// Where covers the comparison, the `!` or `!!`, and parentheses around it that
/// can go. A single flag is AnySet or NoneSet, also when compared with itself.
enum class FlagTestForm {
  AnySet,    ///< f & M, (f & M) != 0, !!(f & M)
  AllSet,    ///< (f & M) == M
  NoneSet,   ///< !(f & M), (f & M) == 0
  NotAllSet, ///< (f & M) != M
  Mask,      ///< any other comparison: Operator, Value, Expected; or the value
             ///< itself is used: Operator and Value are empty
};

/// What becomes of a call's result, for calls that turn into actions.
enum class ResultUse {
  None,           ///< not a call
  Ignored,        ///< `f(vma);`
  Returned,       ///< `return f(vma);`
  IfReturn,       ///< `if (f(vma)) return E;` with or without braces
  AssignReturn,   ///< `r = f(vma); return r;`
  AssignIfReturn, ///< `r = f(vma); if (r) return r;` (or `if (r) return E;`)
  UnlockReturn,   ///< one of the two before, but what fails unlocks first what
                  ///< success unlocks later, and does nothing else
  Other,
};

/// What an expression is known to hold, where somebody asks: the arguments of
/// calls that map, and what is written to fields.
enum class Known : unsigned {
  Start = 1,   ///< vm_start, or a local that always is
  Size = 2,    ///< the VMA's size in bytes, or a local that always is
  OfFile = 4,  ///< the same for every mapping of the file: made of the file,
               ///< memory reached from it through members, and constants;
               ///< calls count as such reads if they get nothing else
  OfRange = 8, ///< the same for every mapping of the file's range; of calls,
               ///< only conversions count
  Null = 16,
  Constant = 32,   ///< for the compiler
  Fixed = 64,      ///< made of nothing that the function gets
  HasOffset = 128, ///< the mapping's offset is a part of it
  Address = 256,   ///< made of a pointer of the kernel's
  OnlySize = 512,  ///< the VMA's size wherever the call is reached: the other
                   ///< sizes have gone another way
};

struct Argument {
  Span Where;
  std::string Text;
  unsigned Holds = 0; ///< bits of Known

  bool holds(Known What) const { return Holds & unsigned(What); }
};

/// Events nest: the Where of a call contains the Wheres of its arguments'
/// events. Each spelled use of the vma or the file belongs to one event.
struct Event {
  EventKind Kind = EventKind::FieldRead;
  Span Where;  ///< the whole expression, as the rewriter may replace it.
               ///< Size, Pages, FlagTest: with the parentheses around it if a
               ///< call in their place needs none. FileRead: the token `file`.
               ///< If InMacro: the expansion, for messages only
  Span Access; ///< the `vma->F` in a FieldWrite, FieldAddress or FlagTest,
               ///< the bare `vma` of a call or an Escape; FieldRead: as Where
  std::string Text; ///< as written
  std::string Name;
  std::string Operator; ///< of a write: "=", "|=", "++"; of a Mask: "==", "!="
  Argument Value;       ///< right-hand side or returned expression
  std::vector<Argument> Args;
  std::vector<std::string>
      Flags; ///< "VM_IO", ...; empty if not spelled as such. Those of a desc,
             ///< VMA_IO_BIT, have the same names. FlagModify: those to set
  bool SingleBits = false; ///< each of Flags is one bit in this configuration
  std::vector<std::string> Expected; ///< Mask: the flags that must be set;
                                     ///< FlagModify: the flags to clear
  FlagTestForm Test = FlagTestForm::AnySet;
  int VmaArg = -1;   ///< calls: index in Args of the bare vma
  int FileArg = -1;  ///< calls: index in Args of the bare file, whose own event
                     ///< is a FileRead
  std::string Chain; ///< FieldRead, FileRead: what is read behind it:
                     ///< "->private_data" of `vma->vm_file->private_data`
  std::string Callee; ///< FieldRead, FieldAddress, FileRead: the function whose
                      ///< argument it is, unchanged
  Span Call;          ///< the call of Callee as a whole
  ResultUse Result = ResultUse::None;
  std::string ResultVariable; ///< "ret" in `ret = f(vma)`
  Span Statement; ///< the full statement that goes when the call goes: for
                  ///< IfReturn the `if`, for AssignReturn and AssignIfReturn
                  ///< from the assignment to the end of the return or `if`;
                  ///< for writes and calls otherwise the expression statement.
                  ///< With its semicolon
  bool StatementDeclares = false; ///< it starts with the variable's declaration
  std::string ErrorValue;  ///< what the function returns if the call fails:
                           ///< "-EAGAIN", "ret"; "" if not one known value.
                           ///< UnlockReturn: any value, as written
  std::string PrintsError; ///< what prints, before the function returns, that
                           ///< the call has failed; it goes with Statement
  Argument ErrorBranch;    ///< Other, but with `if (f(..))` or `if (ret)`: the
                           ///< statement that runs if the call fails
  bool ResultReadLater = false; ///< ResultVariable is read, or where
                                ///< StatementDeclares written, behind Statement
  Span ResultReturned; ///< ResultReadLater: the `r` of a final `return r;` that
                       ///< is the only such read and gets 0 if the call worked
  bool NeedsBraces =
      false;            ///< the statement is the unbraced body of if/else/for
  bool InMacro = false; ///< an expansion is involved: not editable
  bool InLoop = false;
  bool Refuses = false; ///< FlagTest, Escape (`!vma`): the function fails then
  bool OnEverySuccess = false; ///< runs before every return that may succeed
  bool Unevaluated = false;    ///< in sizeof, typeof: has a type but no effect
  std::vector<std::string>
      LocksHeld; ///< "mutex_lock(&x->lock)": may be held here, as taken
  std::vector<unsigned>
      After; ///< indices of events that may run after this one
};

/// A variable of the function's own, not static.
struct LocalVariable {
  std::string Name;
  std::string Type;     ///< as written: "unsigned long"
  Span Declaration;     ///< the declaration statement with its semicolon
  Span Declarator;      ///< its own part: "*p = q" of `int a, *p = q;`
  bool Alone = true;    ///< the statement declares nothing else
  Argument Initializer; ///< Where.Length 0 if there is none
  bool InitializerHasEffect = false; ///< a call or a store in it
  bool AddressTaken = false;
  bool InMacro = false;     ///< cannot be edited
  std::vector<Span> Reads;  ///< the name's tokens
  std::vector<Span> Writes; ///< the name's tokens; not the initializer
};

/// The events, and their sums for people, reports and classification.
struct HandlerBody {
  bool Present = false;                    ///< the definition was seen
  std::string VmaParameter, FileParameter; ///< names, "" if unnamed or absent
  bool IsDesc = false;       ///< VmaParameter is a `struct vm_area_desc *`
  Span Block;                ///< from `{` to `}`
  std::vector<Event> Events; ///< in source order; the outer before the inner
  std::vector<LocalVariable> Locals;
  bool HasFlow = false; ///< After, InLoop, OnEverySuccess and LocksHeld are
                        ///< known; if not, any event may run after any other

  /// Something compares the size, or the offset, or hands it to what may.
  bool ChecksSize = false, ChecksOffset = false;
  std::vector<Argument> DeadChecks; ///< never true; HasOffset: but for any file

  std::vector<Step> Steps;     ///< each once, in no order
  std::vector<FlowPath> Paths; ///< of Steps; the same way is there once
  bool AllPaths = false;       ///< there are no more than these
  std::vector<RangeUse> RangeUses;

  std::vector<std::string> Called; ///< functions, by name; sorted
  std::vector<std::string> VmOps;  ///< what vm_ops is set to
  std::vector<std::string> FlagsSet, FlagsCleared, FlagsTested;
  bool PrivateDataWritten = false, PageProtWritten = false;
  bool PgoffWritten = false, FileWritten = false;
  std::vector<std::string> CallsWithVma; ///< callee names, in source order
  std::vector<std::string> Acquires;
  std::vector<std::string> LocksHeldOverRemap;
};

PREMAP_ENUM_JSON(EventKind)

PREMAP_ENUM_JSON(FlagTestForm)

PREMAP_ENUM_JSON(ResultUse)

void to_json(nlohmann::json &J, const Argument &Value);
void from_json(const nlohmann::json &J, Argument &Value);
void to_json(nlohmann::json &J, const Event &Value);
void from_json(const nlohmann::json &J, Event &Value);
void to_json(nlohmann::json &J, const LocalVariable &Value);
void from_json(const nlohmann::json &J, LocalVariable &Value);
void to_json(nlohmann::json &J, const HandlerBody &Value);
void from_json(const nlohmann::json &J, HandlerBody &Value);

} // namespace premap

#endif
