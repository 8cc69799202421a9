#include "findings/Inputs.h"

#include "kernel/Calls.h"
#include "matchers/FactIndex.h"

#include <algorithm>
#include <set>

namespace premap {

static bool sameTable(const OpsEntry &A, const OpsEntry &B) {
  return A.Variable == B.Variable && A.Where.Path == B.Where.Path &&
         A.Type == B.Type;
}

static ConversionInput withoutPeers(const HandlerRecord &Record,
                                    const FactIndex &Index) {
  ConversionInput Input;
  if (Record.Function)
    Input.Handler = *Record.Function;
  Input.Handler.Name = Record.Name;
  Input.Handler.File = Record.File;
  Input.Entries = Record.Ops;
  Input.Mentions = Record.Mentions;
  Input.LiveStores = Record.LiveStores;
  Input.DirectCalls = Record.DirectCalls;
  for (const OpsEntry &Entry : Index.tables())
    for (const OpsEntry &Own : Record.Ops)
      if (sameTable(Entry, Own) && Entry.Handler != Record.Name)
        Input.SiblingEntries.push_back(Entry);
  return Input;
}

namespace {

/// Goes from an inner hook up to the entries that lead to it.
class CallerSearch {
public:
  CallerSearch(const FactIndex &Index, std::vector<CallerChain> &Out)
      : Index(Index), Out(Out) {}

  void fromHook(const std::vector<OpsEntry> &Entries, CallerChain Chain);

private:
  void from(const FunctionFacts &Function, CallerChain Chain);
  const HandlerRecord *hook(const FunctionFacts &Function) const;

  static constexpr size_t Longest = 6;
  const FactIndex &Index;
  std::vector<CallerChain> &Out;
};

} // namespace

void CallerSearch::fromHook(const std::vector<OpsEntry> &Entries,
                            CallerChain Chain) {
  for (const UnitFacts &Unit : Index.units())
    for (const FieldUse &Use : Unit.FieldUses) {
      bool Calls = Use.Kind == FieldUseKind::Call &&
                   std::any_of(Entries.begin(), Entries.end(),
                               [&](const OpsEntry &Entry) {
                                 return Entry.Type == Use.Type &&
                                        Entry.Field == Use.Field;
                               });
      if (!Calls)
        continue;
      for (const FunctionFacts &F : Unit.Functions)
        if (F.Definition.contains(Use.Where))
          from(F, Chain);
    }
}

const HandlerRecord *CallerSearch::hook(const FunctionFacts &Function) const {
  for (const HandlerRecord &Record : Index.handlers())
    if (Record.Name == Function.Name && Record.File == Function.File)
      return &Record;
  return nullptr;
}

void CallerSearch::from(const FunctionFacts &Function, CallerChain Chain) {
  if (Chain.Functions.size() >= Longest ||
      std::find(Chain.Functions.begin(), Chain.Functions.end(),
                Function.Name) != Chain.Functions.end())
    return;
  Chain.Functions.push_back(Function.Name);
  Chain.ChecksSize |= Function.Body.ChecksSize;
  Chain.ChecksOffset |= Function.Body.ChecksOffset;
  Chain.FlagsCleared.insert(Chain.FlagsCleared.end(),
                            Function.Body.FlagsCleared.begin(),
                            Function.Body.FlagsCleared.end());
  const size_t Before = Out.size();
  if (const HandlerRecord *Record = hook(Function)) {
    if (!Record->Inner) {
      Chain.ToEntry = true;
      Out.push_back(Chain);
      return;
    }
    fromHook(Record->Ops, Chain);
  }
  for (const UnitFacts &Unit : Index.units())
    for (const FunctionFacts &Caller : Unit.Functions)
      if ((!Function.Static || Caller.File == Function.File) &&
          std::binary_search(Caller.Body.Called.begin(),
                             Caller.Body.Called.end(), Function.Name))
        from(Caller, Chain);
  if (Out.size() == Before)
    Out.push_back(std::move(Chain));
}

ConversionInput conversionInput(const HandlerRecord &Record,
                                const FactIndex &Index) {
  ConversionInput Input = withoutPeers(Record, Index);
  for (const auto &Function : Index.functionsOf(Record.File))
    if (Function->Name != Record.Name)
      Input.FileFunctions.push_back(*Function);
  for (const HandlerRecord &Other : Index.handlers())
    if (Other.File == Record.File && Other.Name != Record.Name &&
        Other.Function)
      Input.Peers.push_back(withoutPeers(Other, Index));
  if (Record.Inner)
    CallerSearch(Index, Input.Callers).fromHook(Record.Ops, {});
  for (const UnitFacts &Unit : Index.units()) {
    for (const FieldUse &Use : Unit.FieldUses) {
      if (Use.Where.Path == Record.File && Use.Kind == FieldUseKind::Call)
        Input.InnerCalls.push_back(Use);
      if (Use.Where.Path == Record.File && Use.Kind == FieldUseKind::Read &&
          Use.Type != "file_operations")
        Input.InnerReads.push_back(Use);
      if (Use.Where.Path == Record.File && Use.Type == "file_operations" &&
          Use.Field == "mmap" &&
          (Use.Kind == FieldUseKind::Read || Use.Kind == FieldUseKind::Call))
        Input.HookReads.push_back(Use.Where);
    }
    if (Unit.File == Record.File)
      Input.NommuPlaces.insert(Input.NommuPlaces.end(),
                               Unit.NommuPlaces.begin(),
                               Unit.NommuPlaces.end());
    for (const VmOpsTable &Table : Unit.VmOps)
      if (Table.File == Record.File || !Table.Static)
        Input.VmOps.push_back(Table);
  }
  std::set<std::string> Paths = {Record.File};
  for (const OpsEntry &Entry : Record.Ops)
    Paths.insert(Entry.Where.Path);
  for (const UnitFacts &Unit : Index.units())
    for (const InactiveRegion &Region : Unit.Inactive)
      if (Paths.count(Region.Where.Path))
        Input.Inactive.push_back(Region);
  return Input;
}

VmaFunctions::VmaFunctions(const FactIndex &Index) {
  for (const UnitFacts &Unit : Index.units())
    for (const FunctionFacts &F : Unit.Functions) {
      if (!F.Body.Present || F.Body.VmaParameter.empty() ||
          !InFile.emplace(std::pair(F.File, F.Name), &F).second || F.Static)
        continue;
      auto [At, IsNew] = Linked.try_emplace(F.Name, &F);
      if (!IsNew)
        At->second = nullptr;
    }
}

const FunctionFacts *VmaFunctions::called(const std::string &File,
                                          const std::string &Name) const {
  if (auto Own = InFile.find({File, Name}); Own != InFile.end())
    return Own->second;
  auto Other = Linked.find(Name);
  return Other == Linked.end() ? nullptr : Other->second;
}

void VmaFunctions::addHelpers(ConversionInput &Input) const {
  std::set<const FunctionFacts *> Seen;
  std::vector<const FunctionFacts *> Open = {&Input.Handler};
  while (!Open.empty()) {
    const FunctionFacts *From = Open.back();
    Open.pop_back();
    for (const Event &E : From->Body.Events) {
      bool Follows = E.Kind == EventKind::HelperCall ||
                     (E.Kind == EventKind::OtherCall &&
                      kernel::kindOf(E.Name) == kernel::CallKind::Unknown);
      const FunctionFacts *F = Follows ? called(From->File, E.Name) : nullptr;
      if (!F || !Seen.insert(F).second)
        continue;
      Open.push_back(F);
      if (F->File != Input.Handler.File)
        Input.HelpersElsewhere.push_back(*F);
    }
  }
}

} // namespace premap
