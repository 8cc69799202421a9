#include "verify/ChangedTables.h"
#include "verify/BodyText.h"

#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Module.h"

#include <algorithm>

namespace premap::verify {
namespace {

/// The table's record, if the text's layout knows it; else null. Clang gives a
/// record with padding no name in an initializer; a table of hooks has one.
const RecordPlaces *recordOf(const Program &Text,
                             const llvm::GlobalVariable &Table) {
  const Layout &Types = Text.types();
  const auto *Type = llvm::dyn_cast<llvm::StructType>(Table.getValueType());
  if (Type && Type->hasName()) {
    llvm::StringRef Tag = Type->getName();
    Tag.consume_front("struct.");
    return Types.find(Tag.str());
  }
  for (const TableHook &Hook : Text.hooks())
    if (Hook.Table == Table.getName())
      return Types.find(Hook.Record);
  return nullptr;
}

/// A member as text; "" for a null pointer, a zero or no such member.
std::string memberText(const llvm::GlobalVariable &Table,
                       const RecordPlaces &Record, const std::string &Member) {
  const FieldPlace *Where = Record.find(Member);
  const llvm::DataLayout &Layout = Table.getParent()->getDataLayout();
  if (!Where || !Where->Size || Where->Size > Layout.getPointerSize())
    return "";
  llvm::LLVMContext &Context = Table.getContext();
  llvm::Type *Type = llvm::Type::getIntNTy(Context, Where->Size * 8);
  if (Where->Size == Layout.getPointerSize())
    Type = llvm::PointerType::get(Context, 0);
  llvm::Constant *C = llvm::ConstantFoldLoadFromConst(
      const_cast<llvm::Constant *>(Table.getInitializer()), Type,
      llvm::APInt(Layout.getPointerSizeInBits(), Where->Offset), Layout);
  return !C || C->isNullValue() ? "" : constantText(*C);
}

bool leadsToFunctions(const llvm::Constant &C) {
  if (llvm::isa<llvm::Function>(C))
    return true;
  if (const auto *G = llvm::dyn_cast<llvm::GlobalVariable>(&C))
    return !G->hasPrivateLinkage() &&
           llvm::isa<llvm::StructType>(G->getValueType());
  return std::any_of(C.op_begin(), C.op_end(), [](const llvm::Use &Operand) {
    return leadsToFunctions(*llvm::cast<llvm::Constant>(Operand.get()));
  });
}

/// Records that nobody calls through, such as those of debug messages, know
/// their line: what differs there is no change.
bool isTable(const llvm::GlobalVariable &G) {
  return !G.getName().starts_with("llvm.") &&
         G.getValueType()->isAggregateType() &&
         leadsToFunctions(*G.getInitializer());
}

std::set<std::string> hookMembers(const Program &Text,
                                  const std::string &Table) {
  std::set<std::string> Members;
  for (const TableHook &Hook : Text.hooks())
    if (Hook.Table == Table)
      Members.insert(Hook.Field);
  return Members;
}

} // namespace

std::vector<std::string> changedMembers(Program &Old, Program &New,
                                        const std::set<std::string> &Compared) {
  std::vector<std::string> Result;
  for (const std::string &Name : New.changed()) {
    const llvm::GlobalVariable *A = Old.variable(Name), *B = New.variable(Name);
    if (!A || !B || Compared.count(Name) || (!isTable(*A) && !isTable(*B)))
      continue;
    const RecordPlaces *Before = recordOf(Old, *A);
    const RecordPlaces *After = recordOf(New, *B);
    if (!Before || !After) {
      Result.push_back(Name);
      continue;
    }
    std::set<std::string> Members, Hooks = hookMembers(Old, Name);
    Hooks.merge(hookMembers(New, Name));
    for (const RecordPlaces *Record : {Before, After})
      for (const auto &[Member, Where] : Record->Fields)
        Members.insert(Member);
    for (const std::string &Member : Members)
      if (!Hooks.count(Member) &&
          memberText(*A, *Before, Member) != memberText(*B, *After, Member))
        Result.push_back(Member + " of " + Name);
  }
  return Result;
}

std::vector<std::string> changedAssignments(const Program &Old,
                                            const Program &New) {
  std::set<std::string> Places;
  for (const Program *Text : {&Old, &New})
    for (const auto &[Place, Value] : Text->assignedMembers())
      Places.insert(Place);
  auto valueIn = [](const Program &Text, const std::string &Place) {
    auto Known = Text.assignedMembers().find(Place);
    return Known == Text.assignedMembers().end() ? "" : Known->second;
  };
  std::vector<std::string> Result;
  for (const std::string &Place : Places)
    if (valueIn(Old, Place) != valueIn(New, Place))
      Result.push_back(Place);
  return Result;
}

std::vector<std::string>
changedRecords(Program &Old, const std::set<std::string> &OldFunctions,
               Program &New, const std::set<std::string> &NewFunctions,
               const MovedMember *Moved) {
  static const std::set<std::string> Interface{
      "vm_area_struct", "vm_area_desc", "mmap_action", "vm_operations_struct",
      "file_operations"};
  std::vector<std::string> Result;
  std::set<std::string> Tags = Old.recordsOf(OldFunctions);
  Tags.merge(New.recordsOf(NewFunctions));
  for (const std::string &Tag : Tags) {
    const RecordPlaces *A = Old.types().find(Tag), *B = New.types().find(Tag);
    RecordPlaces Renamed;
    if (A && Moved && Tag == Moved->Record) {
      Renamed = *A;
      if (auto Member = Renamed.Fields.extract(Moved->Old)) {
        Member.key() = Moved->New;
        Renamed.Fields.insert(std::move(Member));
      }
      A = &Renamed;
    }
    if (A && B && !Interface.count(Tag) && !meanTheSame(*A, *B))
      Result.push_back(Tag);
  }
  return Result;
}

} // namespace premap::verify
