#include "matchers/HeaderOrder.h"

#include "llvm/ADT/STLExtras.h"

namespace premap {

void HeaderOrder::beginPart(bool Unit) {
  IsUnit = Unit;
  for (const auto &[File, Header] : Headers)
    Unreached.insert(File);
}

/// Whether all that \p By does with \p Macro is to define it for others, who
/// have not used it so far: then it may come before or after theirs.
bool HeaderOrder::isIdleDefault(File By, Name Macro) const {
  return Defaults.count({By, Macro}) && !Used.count(Macro);
}

void HeaderOrder::included(File By, File What) {
  if (!IsUnit && By)
    Headers[By].Includes.push_back(What);
  if (Unreached.count(What))
    reach(What);
  else if (!IsUnit)
    Headers.try_emplace(What);
}

/// The part comes to \p From, and with it to all that it includes.
void HeaderOrder::reach(File From) {
  llvm::DenseSet<File> Batch;
  std::vector<File> Pending{From};
  while (!Pending.empty()) {
    File At = Pending.back();
    Pending.pop_back();
    if (!Unreached.erase(At))
      continue;
    Batch.insert(At);
    llvm::append_range(Pending, Headers[At].Includes);
  }
  for (File At : Batch) {
    const Header &Its = Headers[At];
    if (llvm::any_of(Its.MacrosOf,
                     [&](File Other) { return Unreached.count(Other) != 0; }))
      Sound = false;
    for (Name Macro : Its.Missed) {
      auto Other = Definer.find(Macro);
      bool Before = Other != Definer.end() && Other->second != At &&
                    !Batch.count(Other->second) &&
                    !Unreached.count(Other->second);
      if (Before && !isIdleDefault(At, Macro))
        Sound = false;
    }
  }
}

void HeaderOrder::reads(File By, Name Macro) {
  if (!IsUnit && Read.insert({By, Macro}).second)
    Readers[Macro].push_back(By);
}

void HeaderOrder::missed(File By, Name Macro) {
  if (IsUnit)
    return;
  Headers[By].Missed.insert(Macro);
  reads(By, Macro);
}

void HeaderOrder::used(File By, Name Macro) {
  auto Of = Definer.find(Macro);
  if (Of != Definer.end() && Unreached.count(Of->second))
    Sound = false;
  if (IsUnit)
    return;
  Used.insert(Macro);
  if (Of != Definer.end() && Of->second == By)
    return;
  if (Of != Definer.end())
    Headers[By].MacrosOf.insert(Of->second);
  reads(By, Macro);
}

/// \p By changes what \p Macro is for all that comes behind: that must not be
/// what this part has still to come to.
void HeaderOrder::write(File By, Name Macro) {
  auto Of = Readers.find(Macro);
  if (Of != Readers.end())
    for (File Reader : Of->second)
      if (Reader != By && Unreached.count(Reader) &&
          !isIdleDefault(Reader, Macro))
        Sound = false;
  auto Before = Definer.find(Macro);
  if (Before != Definer.end() && Unreached.count(Before->second) &&
      !isIdleDefault(Before->second, Macro))
    Sound = false;
}

void HeaderOrder::defined(File By, Name Macro) {
  write(By, Macro);
  Definer[Macro] = By;
}

void HeaderOrder::undefined(File By, Name Macro) {
  write(By, Macro);
  Definer.erase(Macro);
}

} // namespace premap
