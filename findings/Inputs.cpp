#include "findings/Inputs.h"

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
  for (const UnitFacts &Unit : Index.units()) {
    for (const FieldUse &Use : Unit.FieldUses) {
      if (Use.Where.Path == Record.File && Use.Kind == FieldUseKind::Call)
        Input.InnerCalls.push_back(Use);
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

} // namespace premap
