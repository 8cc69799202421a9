#include "verify/PrepareTail.h"
#include "kernel/Errnos.h"
#include "verify/CalleeModels.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/LLVMContext.h"

namespace premap::verify {

using kernel::error::Efault;
using kernel::error::Einval;

z3::expr PrepareTail::descField(Outcome &O, const char *Field) {
  return X.field(O.S, X.MappingObject, X.MappingTag, Field);
}

static z3::expr error(Universe &U, int Errno) {
  return U.number(std::uint32_t(-Errno), 32);
}

std::vector<Outcome> PrepareTail::run(Outcome O) {
  std::vector<Outcome> Out;
  // Each of several tables is followed on its own.
  z3::expr Ops = descField(O, "vm_ops").simplify();
  if (Ops.is_app() && Ops.decl().decl_kind() == Z3_OP_ITE) {
    Outcome Other = O;
    for (bool First : {true, false}) {
      Outcome &Side = First ? O : Other;
      Side.S.Condition.push_back(First ? Ops.arg(0) : !Ops.arg(0));
      Side.S.Certain = false;
      X.setField(Side.S, X.MappingObject, X.MappingTag, "vm_ops",
                 Value(Ops.arg(First ? 1 : 2)));
      for (Outcome &End : run(std::move(Side)))
        Out.push_back(std::move(End));
    }
    return Out;
  }
  if (Has.ErrorOverride) {
    z3::expr Override = descField(O, "action.error_override").extract(31, 0);
    bool Stop = false;
    rejectAction(O, Override != error(X.U, 0) && !isErrno(X.U, Override),
                 Einval, Out, Stop);
    if (Stop)
      return Out;
  }
  if (Caller != HookCaller::Core && translatesErrors(O)) {
    O.S.Obstacle = "another error than the action's for an inner hook, which "
                   "the compatibility path does not know";
    O.Stopped = Stage::Unknown;
    Out.push_back(std::move(O));
    return Out;
  }
  O.HasAction = O.S.Action.Type != PendingAction::None;
  if (O.HasAction)
    checkAction(std::move(O), Out);
  else
    callMapped(std::move(O), Out);
  return Out;
}

/// Whether an error of the action may become another one.
bool PrepareTail::translatesErrors(Outcome &O) {
  for (const char *Field : {"action.error_override", "action.error_hook"}) {
    std::uint64_t Number = 0;
    if (X.Code.types().find("vm_area_desc", Field) &&
        !(isNumber(descField(O, Field).simplify(), Number) && !Number))
      return true;
  }
  return false;
}

/// Splits off the calls that mmap_action_prepare() rejects.
void PrepareTail::rejectAction(Outcome &O, const z3::expr &Reject, int Errno,
                               std::vector<Outcome> &Out, bool &Stop) {
  bool Held = false;
  auto Bad = X.split(O.S, Reject, Held);
  if (!Bad && !Held)
    return;
  Outcome Rejected = O;
  if (Bad)
    Rejected.S = std::move(*Bad);
  Rejected.S.Refused = true;
  finish(std::move(Rejected), Stage::Prepare, error(X.U, Errno), Out);
  Stop = !Bad;
}

void PrepareTail::checkAction(Outcome O, std::vector<Outcome> &Out) {
  Universe &U = X.U;
  PendingAction A = O.S.Action;
  const char *Word = X.Code.types().find("vm_area_desc", "vma_flags")
                         ? "vma_flags"
                         : "vm_flags";
  z3::expr Flags = descField(O, Word), Size = In.Length;
  z3::expr MayWrite = X.flag("MAYWRITE"), Shared = X.flag("SHARED");
  z3::expr Cow = (Flags & (MayWrite | Shared)) == MayWrite;
  RequestKind Kind = A.Type == PendingAction::Remap ? RequestKind::Remap
                                                    : RequestKind::IoRemap;
  bool Stop = false;
  if (A.Type == PendingAction::SimpleIoremap) {
    IoMemoryPlan Plan =
        planIoMemory(U, A.Args[0], A.Args[1], descField(O, "pgoff"), Size);
    rejectAction(O, !Plan.Fits, Einval, Out, Stop);
    if (Stop)
      return;
    A.Args = {In.Start, Plan.Pfn, Size, descField(O, "page_prot")};
  }
  auto inside = [&](const z3::expr &Start, const z3::expr &Bytes) {
    z3::expr End = Start + Bytes;
    return z3::uge(Start, In.Start) && z3::ule(End, In.Start + Size) &&
           z3::ule(Start, End);
  };
  if (A.Type == PendingAction::MapPages) {
    z3::expr Bytes = A.Args[2] * U.word(std::uint64_t(1) << U.PageShift);
    rejectAction(O, !inside(A.Args[0], Bytes), Efault, Out, Stop);
    if (Stop)
      return;
    X.setField(O.S, X.MappingObject, X.MappingTag, Word,
               Value((Flags | X.flag("MIXEDMAP")).simplify()));
    A.Args.push_back(descField(O, "page_prot"));
    perform(std::move(O), RequestKind::InsertPages, A.Args, Out);
    return;
  }
  z3::expr Whole = A.Args[0] == In.Start && A.Args[2] == Size;
  if (Has.Checked) {
    rejectAction(O, !inside(A.Args[0], A.Args[2]), Efault, Out, Stop);
    if (Stop)
      return;
    rejectAction(O, Cow && !Whole, Einval, Out, Stop);
    if (Stop)
      return;
  }
  z3::expr Mask = U.word((std::uint64_t(1) << U.PageShift) - 1);
  A.Args[2] = ((A.Args[2] + Mask) & ~Mask).simplify();
  z3::expr Pgoff = descField(O, "pgoff");
  X.setField(O.S, X.MappingObject, X.MappingTag, "pgoff",
             Value(z3::ite(Cow, A.Args[1], Pgoff).simplify()));
  X.setField(O.S, X.MappingObject, X.MappingTag, Word,
             Value((Flags | remapFlags(X)).simplify()));
  perform(std::move(O), Kind, A.Args, Out);
}

void PrepareTail::perform(Outcome O, RequestKind Kind,
                          std::vector<z3::expr> Args,
                          std::vector<Outcome> &Out) {
  Effect E;
  E.Request = Kind;
  E.Where = O.S.Action.Where;
  E.Args = std::move(Args);
  if (Kind == RequestKind::InsertPages) {
    E.Name = "insert pages";
    E.Labels = {"address", "pages", "count", "page_prot"};
  } else {
    E.Name = Kind == RequestKind::Remap ? "remap" : "io remap";
    E.Labels = {"address", "pfn", "size", "page_prot"};
  }
  z3::expr Result = makeRequest(X, O.S, std::move(E));
  bool Held = false;
  if (auto Bad = X.split(O.S, Result != X.U.number(0, 32), Held)) {
    Outcome Failed = O;
    Failed.S = std::move(*Bad);
    fail(std::move(Failed), Stage::Action, Result, Out);
  }
  callMapped(std::move(O), Out);
}

/// The member's value in the table's initializer, as an address.
z3::expr PrepareTail::opsMember(Outcome &O, const char *Field) {
  z3::expr Ops = descField(O, "vm_ops").simplify();
  const FieldPlace *Where = X.Code.types().find("vm_operations_struct", Field);
  std::uint64_t Address = 0;
  if (!Where || (isNumber(Ops, Address) && Address == 0))
    return X.U.word(0);
  Place At = X.U.resolve(Value(Ops));
  const SymObject &Object = X.U.Objects[At.Object];
  llvm::GlobalVariable *Table = Object.Kind == ObjectKind::Global
                                    ? X.Code.variable(Object.Name)
                                    : nullptr;
  if (!Table) // defined elsewhere; an assumption says so
    return X.U.word(0);
  Value Base = X.constant(O.S, *Table);
  Base.Bits = (Base.Bits + X.U.word(Where->Offset)).simplify();
  return X.load(O.S, Base, *llvm::PointerType::get(Table->getContext(), 0))
      .Bits.simplify();
}

bool PrepareTail::callback(const Outcome &O, const z3::expr &Function,
                           const std::vector<Value> &Arguments,
                           std::vector<Outcome> &Ends,
                           std::vector<Outcome> &Out) {
  std::uint64_t Address = 0;
  if (isNumber(Function, Address) && Address == 0)
    return false;
  Place At = X.U.resolve(Value(Function));
  bool Known = X.U.Objects[At.Object].Kind == ObjectKind::Global;
  llvm::Function *Body =
      Known ? X.Code.body(X.U.Objects[At.Object].Name) : nullptr;
  Outcome Start = O;
  if (!Body) {
    Start.S.Obstacle = Known ? X.U.Objects[At.Object].Name +
                                   "() has no body in the files given"
                             : "a callback that is chosen at run time";
    Start.Stopped = Stage::Unknown;
    Out.push_back(std::move(Start));
    return true;
  }
  for (PathState &End : X.run(Start.S, *Body, Arguments)) {
    Outcome Next = O;
    Next.S = std::move(End);
    if (Next.S.Obstacle.empty() && Next.S.Returned) {
      Ends.push_back(std::move(Next));
      continue;
    }
    Next.Stopped = Next.S.Obstacle.empty() ? Stage::Crashed : Stage::Unknown;
    Out.push_back(std::move(Next));
  }
  return true;
}

void PrepareTail::callMapped(Outcome O, std::vector<Outcome> &Out) {
  z3::expr Mapped = opsMember(O, "mapped");
  if (!O.S.Obstacle.empty()) {
    O.Stopped = Stage::Unknown;
    Out.push_back(std::move(O));
    return;
  }
  const FieldPlace *Private =
      X.Code.types().find("vm_area_desc", "private_data");
  Value Slot = X.U.pointerTo(X.MappingObject);
  if (Private)
    Slot.Bits = (Slot.Bits + X.U.word(Private->Offset)).simplify();
  Value File(descField(O, Has.VmFile ? "vm_file" : "file"));
  if (File.Bits.id() == In.VmFile.id())
    File = Value(In.File); // an assumption says so
  std::vector<Value> Arguments{Value(In.Start),
                               Value((In.Start + In.Length).simplify()),
                               Value(descField(O, "pgoff")), File, Slot};
  std::vector<Outcome> Ends;
  O.S.InMapped = true;
  if (!callback(O, Mapped, Arguments, Ends, Out)) {
    O.S.InMapped = false;
    callSuccessHook(std::move(O), Out);
    return;
  }
  for (Outcome &End : Ends) {
    End.S.InMapped = false;
    End.HasMapped = true;
    z3::expr Code = End.S.Returned->Bits;
    bool Held = false;
    auto Bad = X.split(End.S, Code != X.U.number(0, 32), Held);
    if (Bad || Held) {
      Outcome Failed = End;
      if (Bad)
        Failed.S = std::move(*Bad);
      fail(std::move(Failed), Stage::MappedHook, Code, Out);
    }
    if (Bad || !Held)
      callSuccessHook(std::move(End), Out);
  }
}

/// Runs a function that takes the new vma, and takes its stores over.
std::vector<Outcome> PrepareTail::withVma(Outcome O, const z3::expr &Function,
                                          std::vector<Outcome> &Out) {
  Outcome Final = O;
  readFields(X, Final, In);
  int Desc = X.MappingObject;
  std::string Tag = X.MappingTag;
  X.MappingObject = X.U.namedObject(ObjectKind::Mapping, "vma");
  X.MappingTag = "vm_area_struct";
  initMapping(X, O.S, In);
  const std::pair<const char *, const char *> Members[] = {
      {"vm_pgoff", "pgoff"},         {"vm_flags", "flags"},
      {"vm_page_prot", "page_prot"}, {"vm_ops", "vm_ops"},
      {"vm_file", "file"},           {"vm_private_data", "private_data"}};
  for (const auto &[Member, Field] : Members)
    X.setField(O.S, X.MappingObject, X.MappingTag, Member,
               Value(Final.Fields.at(Field)));
  std::vector<Outcome> Ends;
  callback(O, Function, {X.U.pointerTo(X.MappingObject)}, Ends, Out);
  for (Outcome &End : Ends)
    for (const auto &[Member, Field] : Members) {
      Value V(X.field(End.S, X.MappingObject, X.MappingTag, Member));
      std::string Name = Field;
      if (Name == "flags")
        Name = X.Code.types().find("vm_area_desc", "vma_flags") ? "vma_flags"
                                                                : "vm_flags";
      if (Name == "file" && Has.VmFile)
        Name = "vm_file";
      X.setField(End.S, Desc, Tag, Name, V);
    }
  for (Outcome &End : Ends)
    End.VmaWritten = true;
  X.MappingObject = Desc;
  X.MappingTag = Tag;
  return Ends;
}

void PrepareTail::callSuccessHook(Outcome O, std::vector<Outcome> &Out) {
  z3::expr Hook = X.U.word(0);
  if (Has.Actions)
    Hook = descField(O, "action.success_hook");
  std::uint64_t Address = 0;
  if (isNumber(Hook.simplify(), Address) && Address == 0) {
    finish(std::move(O), Stage::Mapped, X.U.number(0, 32), Out);
    return;
  }
  O.S.InMapped = true;
  for (Outcome &End : withVma(std::move(O), Hook, Out)) {
    End.S.InMapped = false;
    z3::expr Code = End.S.Returned->Bits;
    bool Held = false;
    auto Bad = X.split(End.S, Code != X.U.number(0, 32), Held);
    if (Bad || Held) {
      Outcome Failed = End;
      if (Bad)
        Failed.S = std::move(*Bad);
      fail(std::move(Failed), Stage::MappedHook, Code, Out);
    }
    if (Bad || !Held)
      finish(std::move(End), Stage::Mapped, X.U.number(0, 32), Out);
  }
}

/// The mapping is undone: close() runs, then the error may be translated.
void PrepareTail::fail(Outcome O, Stage Where, const z3::expr &Code,
                       std::vector<Outcome> &Out) {
  std::vector<Outcome> Closed;
  z3::expr Close = opsMember(O, "close");
  std::uint64_t Address = 0;
  // Behind the compatibility path the mapping was never made.
  if (Caller == HookCaller::Compat || (isNumber(Close, Address) && !Address))
    Closed.push_back(std::move(O));
  else {
    O.HasClose = true;
    O.S.InClose = true;
    Closed = withVma(std::move(O), Close, Out);
  }
  for (Outcome &End : Closed) {
    End.S.InClose = false;
    z3::expr Override = X.U.number(0, 32), Hook = X.U.word(0);
    if (Has.ErrorOverride)
      Override = descField(End, "action.error_override").extract(31, 0);
    else if (Has.Actions)
      Hook = descField(End, "action.error_hook").simplify();
    if (isNumber(Hook, Address) && Address == 0) {
      z3::expr Final =
          z3::ite(Override == X.U.number(0, 32), Code, Override).simplify();
      finish(std::move(End), Where, Final, Out);
      continue;
    }
    std::vector<Outcome> Translated;
    callback(End, Hook, {Value(Code)}, Translated, Out);
    for (Outcome &T : Translated) {
      z3::expr Final = T.S.Returned->Bits;
      finish(std::move(T), Where, Final, Out);
    }
  }
}

void PrepareTail::finish(Outcome O, Stage Where, const z3::expr &Code,
                         std::vector<Outcome> &Out) {
  O.Stopped = O.S.Obstacle.empty() ? Where : Stage::Unknown;
  O.Return = Code.simplify();
  readFields(X, O, In);
  if (Where == Stage::Mapped) {
    z3::expr Close = opsMember(O, "close");
    std::uint64_t Address = 0;
    O.HasClose = !(isNumber(Close, Address) && Address == 0);
    if (!O.S.Obstacle.empty())
      O.Stopped = Stage::Unknown;
  }
  Out.push_back(std::move(O));
}

} // namespace premap::verify
