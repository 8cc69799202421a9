#include "verify/mutants/KnownMutants.h"

#include <optional>
#include <sstream>
#include <stdexcept>

namespace premap::verify {

static std::vector<std::string> columns(const std::string &Line) {
  std::vector<std::string> Columns;
  std::istringstream In(Line);
  for (std::string Column; std::getline(In, Column, '\t');)
    Columns.push_back(Column);
  return Columns;
}

static std::optional<KnownMutant::Finding> findingOf(const std::string &Name) {
  if (Name == "same")
    return KnownMutant::Same;
  if (Name == "missed")
    return KnownMutant::Missed;
  if (Name == "alarm")
    return KnownMutant::Alarm;
  return std::nullopt;
}

KnownMutants KnownMutants::parse(const std::string &Table) {
  KnownMutants Result;
  std::istringstream In(Table);
  for (std::string Line; std::getline(In, Line);) {
    if (Line.empty() || Line[0] == '#')
      continue;
    std::vector<std::string> C = columns(Line);
    if (C.size() != 6 || !findingOf(C[4]) || C[5].empty() || C[3].empty() ||
        C[3].find_first_not_of("0123456789") != C[3].npos)
      throw std::runtime_error("no known mutant: " + Line);
    Key Which{C[0], C[1], C[2], std::stoul(C[3])};
    if (!Result.Entries.try_emplace(Which, Entry{{*findingOf(C[4]), C[5]}})
             .second)
      throw std::runtime_error("known twice: " + Line);
  }
  return Result;
}

const KnownMutant *KnownMutants::find(const std::string &File,
                                      const Mutant &M) const {
  auto Found = Entries.find({File, M.Function, M.Kind, M.Number});
  if (Found == Entries.end())
    return nullptr;
  Found->second.Used = true;
  return &Found->second.Known;
}

std::vector<std::string> KnownMutants::unused() const {
  std::vector<std::string> Result;
  for (const auto &[Which, E] : Entries)
    if (!E.Used)
      Result.push_back(std::get<0>(Which) + ":" + std::get<1>(Which) + ": " +
                       std::get<2>(Which) + " " +
                       std::to_string(std::get<3>(Which)));
  return Result;
}

} // namespace premap::verify
