/** Models from the command line: into force and back, by the commands of the control book. */
package dev.weir.launcher.models;
