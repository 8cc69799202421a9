#include "tool/deliver/EventText.h"

namespace premap {

std::string describe(const Event &E) {
  switch (E.Kind) {
  case EventKind::FieldRead:
    return "reads " + E.Name;
  case EventKind::FieldWrite:
    return "writes " + E.Name;
  case EventKind::FieldAddress:
    return "passes the address of " + E.Name;
  case EventKind::Size:
    return "reads the mapping's size";
  case EventKind::Pages:
    return "reads the number of pages";
  case EventKind::FlagTest:
    return "tests flags";
  case EventKind::FlagSet:
    return "sets flags";
  case EventKind::FlagClear:
    return "clears flags";
  case EventKind::FlagModify:
    return "sets and clears flags";
  case EventKind::Map:
    return "maps with " + E.Name + "()";
  case EventKind::GenericFile:
    return "calls " + E.Name + "()";
  case EventKind::HelperCall:
    return "hands the vma to " + E.Name + "() of this file";
  case EventKind::OtherCall:
    return "hands the vma to " + E.Name + "()";
  case EventKind::IndirectCall:
    return "hands the vma to the hook " + E.Name;
  case EventKind::Escape:
    return "lets the vma pointer escape";
  case EventKind::FileRead:
    return "reads the file";
  case EventKind::Acquire:
    return "takes something with " + E.Name + "()";
  case EventKind::Release:
    return "gives something back with " + E.Name + "()";
  case EventKind::Lock:
    return "locks with " + E.Name + "()";
  case EventKind::Unlock:
    return "unlocks with " + E.Name + "()";
  case EventKind::SideEffect:
    return "changes the driver's state";
  case EventKind::Return:
    return "returns";
  case EventKind::InactiveUse:
    return "names the vma in code that is not compiled";
  }
  return "";
}

} // namespace premap
