// How two texts differ, in what is compiled and in what is not.
#include "verify/Program.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/Module.h"

#include <algorithm>

namespace premap::verify {

std::set<std::string> Program::changedNames(const Program &New) const {
  std::set<std::string> Changed;
  for (std::size_t I = 0; I < std::min(Units.size(), New.Units.size()); ++I)
    Changed.merge(verify::changedNames(Units[I].Names, New.Units[I].Names));
  return Changed;
}

std::map<std::string, unsigned> Program::leftBehind(const Program &New) const {
  std::map<std::string, unsigned> Left;
  for (std::size_t I = 0; I < std::min(Units.size(), New.Units.size()); ++I)
    Left.merge(verify::leftBehind(Units[I].Inactive, New.Units[I].Inactive));
  return Left;
}

std::map<std::string, std::string>
Program::leftInHeaders(const Program &New) const {
  std::map<std::string, std::string> Left;
  for (std::size_t I = 0; I < std::min(Units.size(), New.Units.size()); ++I)
    for (const auto &[Name, Record] : Units[I].MappingOfHeaders) {
      const CompiledUnit &After = New.Units[I];
      auto Now = After.MappingOfHeaders.find(Name);
      if (Now == After.MappingOfHeaders.end() || Now->second == Record)
        continue;
      for (const auto &[Header, Text] : After.InactiveOfHeaders)
        if (unsigned Line = stillDeclared(Text, Name, Record))
          Left.emplace(Name, Header + ":" + std::to_string(Line));
    }
  return Left;
}

std::map<std::string, unsigned>
Program::leftBehind(const Program &New, const TableHook &Hook,
                    const TableHook &NewHook) const {
  const InactiveText &Before = Units.front().Inactive,
                     &After = New.Units.front().Inactive;
  std::map<std::string, unsigned> Left =
      verify::leftBehind(Before, Hook.Function, After, NewHook.Function);
  for (const auto &[Name, Body] : After.Bodies)
    Left.merge(verify::leftBehind(Before, Name, After, Name));
  return Left;
}

/// What a conversion makes of words, wherever they stand: of hooks, of their
/// members, and of the parameters that are a mapping.
std::map<std::string, std::string>
Program::translation(const Program &New, std::size_t Unit) const {
  std::map<std::string, std::string> Became, Functions;
  for (const TableHook &A : hooks())
    for (const TableHook &B : New.hooks())
      if (A.Table == B.Table && A.Record == B.Record) {
        Functions[A.Function] = B.Function;
        Became[A.Field] = B.Field;
      }
  Became.insert(Functions.begin(), Functions.end());
  const InactiveText &Before = Units[Unit].Inactive,
                     &After = New.Units[Unit].Inactive;
  for (const auto &[Name, Body] : Before.Bodies) {
    auto Known = Functions.find(Name);
    auto Now =
        After.Bodies.find(Known == Functions.end() ? Name : Known->second);
    if (Now != After.Bodies.end() && !Body.Mapping.empty() &&
        !Now->second.Mapping.empty())
      Became[Body.Mapping] = Now->second.Mapping;
  }
  return Became;
}

std::vector<Program::InactiveDifference>
Program::changedInactive(const Program &New,
                         const std::set<std::string> &Names) const {
  std::vector<InactiveDifference> Result;
  for (std::size_t I = 0; I < std::min(Units.size(), New.Units.size()); ++I) {
    const InactiveText &Before = Units[I].Inactive,
                       &After = New.Units[I].Inactive;
    std::optional<InactiveChange> Change =
        verify::changedInactive(Before, After, translation(New, I));
    if (!Change)
      continue;
    std::set<std::string> Used =
        usedOf(*Change, Side::New, After, reachedFrom(Names, After, nullptr));
    Used.merge(usedOf(*Change, Side::Old, Before,
                      reachedFrom(Names, Before, nullptr)));
    Result.push_back({std::move(*Change), std::move(Used), ""});
  }
  for (std::size_t I = 0; I < std::min(Units.size(), New.Units.size()); ++I)
    for (const auto &[Header, Before] : Units[I].InactiveOfHeaders) {
      const InactiveText &After = New.Units[I].InactiveOfHeaders.at(Header);
      std::optional<InactiveChange> Change =
          verify::changedInactive(Before, After, translation(New, I));
      if (!Change)
        continue;
      std::set<std::string> Used;
      for (const Program *P : {this, &New})
        Used.merge(usedOf(
            *Change, Side::New, {},
            reachedFrom(Names, P->Units[I].Inactive, &P->Units[I].Names)));
      Result.push_back({std::move(*Change), std::move(Used), Header});
    }
  return Result;
}

unsigned Program::stillSet(const TableHook &Hook) const {
  return verify::stillSet(Units.front().Inactive, Hook.Field, Hook.Function);
}

/// Gives what only this text has the name that it has in \p Old, if the text is
/// the same and no other has it: a function or table that was renamed.
void Program::adoptNames(Program &Old) {
  for (bool Again = true; Again;) {
    Again = false;
    std::map<std::string, std::string> Before = Old.bodies(), After = bodies();
    std::map<std::string, std::vector<std::string>> Gone, Come;
    for (const auto &[Name, Text] : Before)
      if (!After.count(Name))
        Gone[Text].push_back(Name);
    for (const auto &[Name, Text] : After)
      if (!Before.count(Name))
        Come[Text].push_back(Name);
    for (const auto &[Text, Names] : Come) {
      auto Same = Gone.find(Text);
      if (Names.size() != 1 || Same == Gone.end() || Same->second.size() != 1)
        continue;
      for (CompiledUnit &U : Units)
        if (llvm::GlobalValue *G = U.Module->getNamedValue(Names.front())) {
          G->setName(Same->second.front());
          Again = true;
        }
      for (TableHook &Hook : Units.front().Hooks)
        if (Hook.Function == Names.front())
          Hook.Function = Same->second.front();
    }
  }
}

void Program::markDifferences(Program &Old, Program &New,
                              const ResourceTable &Table) {
  New.adoptNames(Old);
  std::map<std::string, unsigned> Locals;
  Old.countLocals(Locals);
  New.countLocals(Locals);
  Old.LocalNames = New.LocalNames = Locals;
  std::map<std::string, std::string> Before = Old.bodies(),
                                     After = New.bodies();
  std::set<std::string> Names, Both;
  for (const auto &[Name, Text] : Before) {
    auto Other = After.find(Name);
    if (Other != After.end() && Other->second != Text)
      Both.insert(Name);
    if (Other == After.end() || Other->second != Text)
      Names.insert(Name);
  }
  for (const auto &[Name, Text] : After)
    if (!Before.count(Name))
      Names.insert(Name);
  for (Program *P : {&Old, &New}) {
    P->Changed = P->Affected = Names;
    P->Rewritten = Both;
    P->closeUnderUsers(P->Affected);
    P->Follow.insert(P->Affected.begin(), P->Affected.end());
    for (const CompiledUnit &U : P->Units)
      for (const llvm::Function &F : *U.Module)
        if (isCounted(Table.lookup(F.getName().str()).Kind))
          P->Follow.insert(F.getName().str());
    P->closeUnderUsers(P->Follow);
  }
}

} // namespace premap::verify
